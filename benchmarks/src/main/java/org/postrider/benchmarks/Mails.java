// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.postrider.Envelope;

/** The mails that benchmarks send. */
final class Mails {

    private static final String HEADER = "From: <sender@example.org>\r\nSubject: benchmark\r\n"
            + "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\n";
    private static final String LINE = "x".repeat(76) + "\r\n";

    private Mails() {}

    /** {@return a message of that many octets: US-ASCII, lines of 76 characters but for the last one, CRLF} */
    static byte[] message(int size) {
        int body = size - HEADER.length() - 2;
        String lines = LINE.repeat(body / LINE.length()) + "x".repeat(body % LINE.length()) + "\r\n";
        return (HEADER + lines).getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return an envelope} */
    static Envelope envelope(int recipients) {
        return Envelope.from("sender@example.org")
                .toAll(IntStream.rangeClosed(1, recipients)
                        .mapToObj(i -> "r" + i + "@example.com")
                        .toList())
                .build();
    }
}
