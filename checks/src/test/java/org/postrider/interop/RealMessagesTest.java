// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Session;
import org.postrider.Timeouts;

/** Sends the messages that {@code interop/real-messages} fetched; skipped where there are none. */
class RealMessagesTest {

    private static final String REFUSED = "/real-messages-refused.txt";
    private static final String EVERYTHING = "PIPELINING CHUNKING 8BITMIME SMTPUTF8 SIZE";
    private static final Envelope A_TO_X =
            Envelope.from("ana@example.org").to("bo@example.net").build();
    private static final Pattern FROM_LINE = Pattern.compile("\\A(\r\n)*From [^\r]*\r\n(?=[!-9;-~]+[ \t]*:)");
    private static final Pattern BLIND_FIELD =
            Pattern.compile("(?im)^(resent-)?bcc[ \t]*:[^\r]*\r\n([ \t][^\r]+\r\n)*");

    /** How the content goes; the only place that knows how a session is told. */
    enum Way {
        DATA,
        BDAT;

        Session.Builder applyTo(Session.Builder builder) {
            return builder.chunking(this == BDAT);
        }
    }

    private static final Map<String, byte[]> messages = new TreeMap<>();

    @BeforeEach
    void read() throws IOException {
        String folder = System.getenv("REAL_MESSAGES");
        Assumptions.assumeTrue(folder != null, "interop/real-messages fetches the messages and runs this test");
        Path root = Path.of(Objects.requireNonNull(folder));
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                messages.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        assertThat(messages).hasSizeGreaterThanOrEqualTo(200);
    }

    /** File name to a part of the reason; with an envelope given, only what is marked by an asterisk is refused. */
    private static Map<String, String> refused(boolean withEnvelope) throws IOException {
        Map<String, String> refused = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(RealMessagesTest.class.getResourceAsStream(REFUSED))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] columns = line.split(" \\| ", 3);
                        if (!withEnvelope || columns[0].endsWith("*")) {
                            refused.put(columns[0].replace("*", ""), columns[1]);
                        }
                    });
        }
        return refused;
    }

    /** What must arrive: lines that end in CRLF, the last one too, and nothing before the first field. */
    private static String expected(byte[] octets, boolean withEnvelope) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        String mark = "\u00EF\u00BB\u00BF";
        String lines = (text.startsWith(mark) ? text.substring(mark.length()) : text).replaceAll("\r\n|\r|\n", "\r\n");
        String whole = FROM_LINE
                .matcher(lines.endsWith("\r\n") ? lines : lines + "\r\n")
                .replaceFirst("");
        if (withEnvelope) {
            return whole;
        }
        int end = whole.startsWith("\r\n") ? 0 : whole.indexOf("\r\n\r\n");
        String header = end < 0 ? whole : whole.substring(0, end + 2);
        return BLIND_FIELD.matcher(header).replaceAll("") + whole.substring(header.length());
    }

    @ParameterizedTest
    @CsvSource({
        "DATA, true, " + EVERYTHING,
        "DATA, false, " + EVERYTHING,
        "BDAT, true, " + EVERYTHING,
        "BDAT, false, " + EVERYTHING,
        "DATA, true, HELP",
        "DATA, false, HELP",
        "BDAT, true, CHUNKING",
        "BDAT, false, CHUNKING"
    })
    @DisplayName(
            "real messages arrive octet for octet but for line ends and Bcc, and each refusal is justified (H1-H5, H9-H11, M1-M3)")
    void arrive(Way way, boolean withEnvelope, String keywords) throws IOException {
        Map<String, String> expectedRefusals = refused(withEnvelope);
        List<String> wrong = new ArrayList<>();
        int sent = 0;
        int refused = 0;
        try (CapturingServer server = new CapturingServer(keywords.split(" "));
                Session session = way.applyTo(Session.builder("smtp://127.0.0.1:" + server.port())
                                .localName("me.test")
                                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20))))
                        .open()) {
            for (Map.Entry<String, byte[]> entry : messages.entrySet()) {
                String name = entry.getKey();
                String reason = expectedRefusals.get(name);
                Message message = Message.of(entry.getValue());
                try {
                    if (withEnvelope) {
                        session.send(A_TO_X, message);
                    } else {
                        session.send(message);
                    }
                    sent++;
                    check(name, way, withEnvelope, server.take(), wrong);
                    if (reason != null) {
                        wrong.add(name + ": sent, and listed as refused");
                    }
                } catch (MessageException e) {
                    refused++;
                    if (reason == null || !String.valueOf(e.getMessage()).contains(reason)) {
                        wrong.add(name + ": refused: " + e.getMessage());
                    }
                    assertThat(server.take()).isEmpty();
                }
            }
        }
        System.out.println("real messages by " + way + (withEnvelope ? " with an envelope" : " with that of the header")
                + " to a server with " + keywords + ": " + sent + " sent, " + refused + " refused");
        assertThat(wrong).isEmpty();
        assertThat(sent).isGreaterThanOrEqualTo(200);
    }

    private static void check(
            String name, Way way, boolean withEnvelope, List<CapturingServer.Captured> arrived, List<String> wrong) {
        assertThat(arrived).as(name).hasSize(1);
        CapturingServer.Captured mail = arrived.get(0);
        String expected = expected(messages.get(name), withEnvelope);
        if (!mail.content().equals(expected)) {
            wrong.add(name + ": octets changed, the first is " + firstDifference(mail.content(), expected));
        }
        if (mail.chunked() != (way == Way.BDAT)) {
            wrong.add(name + ": not by " + way);
        }
        String header = new String(messages.get(name), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        for (String path : withEnvelope ? List.<String>of() : mail.to()) {
            String address = path.substring(1, path.indexOf('>')).toLowerCase(Locale.ROOT);
            if (!header.contains(address)) {
                wrong.add(name + ": went to " + address + ", which it does not name");
            }
        }
    }

    private static int firstDifference(String one, String other) {
        int i = 0;
        while (i < one.length() && i < other.length() && one.charAt(i) == other.charAt(i)) {
            i++;
        }
        return i;
    }
}
