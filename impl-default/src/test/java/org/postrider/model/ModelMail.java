// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.Message;

/**
 * A mail of a scenario. Its sender is its id, and its content ends in a line that names it, so that it is known
 * wherever it is met.
 */
final class ModelMail {

    /** The form in which the content is given to the session. */
    enum Form {
        OCTETS,
        REPEATABLE_STREAM,
        STREAM,
        FILE
    }

    private static final int[] FILLING = {0, 1, 30, 1200, 5000, 300_000, 600_000};
    private static final int SMALL = 4;
    private static final Map<String, byte[]> CONTENTS = new ConcurrentHashMap<>();

    private final String id;
    private final List<String> recipients;
    private final byte[] content;
    private final byte[] given;
    private final Form form;
    private final Path file;

    private ModelMail(String id, List<String> recipients, byte[] content, byte[] given, Form form, Path file) {
        this.id = id;
        this.recipients = recipients;
        this.content = content;
        this.given = given;
        this.form = form;
        this.file = file;
    }

    /**
     * Draws a mail.
     *
     * @param directory where files may be
     */
    static ModelMail draw(int index, Random random, Path directory) {
        String id = "m" + index;
        int many = 1 + (random.nextBoolean() ? 0 : random.nextInt(5));
        List<String> recipients = IntStream.range(0, many)
                .mapToObj(i -> id + "-" + i + "@example.net")
                .toList();
        int filling = FILLING[random.nextInt(12) == 0 ? random.nextInt(FILLING.length) : random.nextInt(SMALL)];
        boolean dots = random.nextInt(4) == 0;
        boolean bareLf = random.nextInt(4) == 0;
        Form form = Form.values()[random.nextInt(Form.values().length)];
        String name = id + "-" + filling + (dots ? "-dots" : "");
        byte[] content = CONTENTS.computeIfAbsent(name, n -> octets(id, filling, dots, "\r\n"));
        byte[] given = bareLf ? CONTENTS.computeIfAbsent(name + "-lf", n -> octets(id, filling, dots, "\n")) : content;
        return new ModelMail(id, recipients, content, given, form, directory.resolve(name + (bareLf ? "-lf" : "")));
    }

    private static byte[] octets(String id, int filling, boolean dots, String lineEnd) {
        StringBuilder text = new StringBuilder(filling + 200);
        text.append("Subject: ").append(id).append(lineEnd).append(lineEnd);
        if (dots) {
            text.append('.')
                    .append(lineEnd)
                    .append("..")
                    .append(lineEnd)
                    .append(".a")
                    .append(lineEnd);
        }
        for (int left = filling; left > 0; left -= 62) {
            text.append("x".repeat(Math.min(left, 60))).append(lineEnd);
        }
        text.append("end of ").append(id).append(lineEnd);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    String id() {
        return id;
    }

    List<String> recipients() {
        return recipients;
    }

    /** What the server is to get. */
    byte[] content() {
        return content;
    }

    boolean isRepeatable() {
        return form != Form.STREAM;
    }

    /** The mail to those that are still to get it. */
    Mail to(List<String> addresses) {
        Envelope.Builder envelope = Envelope.from(id + "@example.org");
        addresses.forEach(envelope::to);
        return Mail.of(envelope.build(), message());
    }

    private Message message() {
        return switch (form) {
            case OCTETS -> Message.of(given);
            case REPEATABLE_STREAM -> () -> new ByteArrayInputStream(given);
            case STREAM -> Message.ofStream(new ByteArrayInputStream(given));
            case FILE -> Message.ofFile(written());
        };
    }

    private Path written() {
        try {
            return Files.exists(file) ? file : Files.write(file, given);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return id + " (" + given.length + " octets" + (given == content ? "" : " with bare LF") + ", " + form + ")";
    }
}
