// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.contestant;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mail of a task: envelope and content, in memory or in a file. US-ASCII, lines of 76 characters, CRLF. */
public final class Mail {

    /** The subject. */
    public static final String SUBJECT = "benchmark";

    private static final String LINE = "The quick brown fox jumps over the lazy dog, 0123456789 times a day and more.";
    private static final String HEADER =
            "From: <sender@example.org>\r\nTo: undisclosed-recipients:;\r\nSubject: " + SUBJECT
                    + "\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n";

    private final List<String> recipients;
    private final String body;
    private final @Nullable Path file;

    private Mail(int recipients, String body, @Nullable Path file) {
        List<String> list = new ArrayList<>(recipients);
        for (int i = 1; i <= recipients; i++) {
            list.add("r" + i + "@example.com");
        }
        this.recipients = List.copyOf(list);
        this.body = body;
        this.file = file;
    }

    /**
     * A mail in memory.
     *
     * @param size of the message, header included, in octets
     * @param recipients how many
     * @return the mail
     */
    public static Mail ofSize(int size, int recipients) {
        return new Mail(recipients, text(size - HEADER.length()), null);
    }

    /**
     * A mail in memory.
     *
     * @param body its lines, each with CRLF
     * @param recipients how many
     * @return the mail
     */
    public static Mail ofBody(String body, int recipients) {
        return new Mail(recipients, body, null);
    }

    /**
     * A mail in a file, which is there already.
     *
     * @param file the message
     * @param recipients how many
     * @return the mail
     */
    public static Mail ofFile(Path file, int recipients) {
        return new Mail(recipients, "", file);
    }

    private static String text(int size) {
        String line = LINE.substring(0, 76).concat("\r\n");
        String lines = line.repeat((size - 2) / line.length());
        return lines.concat("x".repeat(size - 2 - lines.length())).concat("\r\n");
    }

    /** {@return the reverse-path} */
    public String from() {
        return "sender@example.org";
    }

    /** {@return the forward-paths} */
    public List<String> recipients() {
        return recipients;
    }

    /** {@return the body, for those who compose messages themselves} */
    public String body() {
        return body;
    }

    /** {@return header and body} */
    public byte[] octets() {
        return HEADER.concat(body).getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return the file with the message; null if it is in memory} */
    public @Nullable Path file() {
        return file;
    }
}
