// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.AuthPolicy;
import org.postrider.Credentials;
import org.postrider.PasswordCredentials;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.Transcript;
import org.postrider.testkit.ScriptedServer;

/** Everything that can be seen of a login, searched for the password. */
class SecretsTest {

    private static final String SECRET = "c4n4ry-Pa55w0rd";
    private static final String USER = "ana";

    private final StringBuilder seen = new StringBuilder();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            see(entry.getMessage());
            if (entry.getThrown() != null) {
                see(trace(entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    @AfterEach
    void stop() {
        root.removeHandler(handler);
        root.setLevel(before);
    }

    private void see(Object what) {
        seen.append(what).append('\n');
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    static Stream<Arguments> logins() {
        String plain = encoded("\0" + USER + "\0" + SECRET);
        String user = encoded(USER);
        String password = encoded(SECRET);
        List<Arguments> logins = new ArrayList<>();
        for (String end : List.of(
                "S: 235 ok\n",
                "S: 535 5.7.8 bad password " + SECRET + "\n",
                "S: 535-5.7.8 bad\nS: 535 5.7.8 AUTH PLAIN " + plain + "\n",
                "S: 535 5.7.8 you said " + password + "\n",
                "S: 454 later\n",
                "S: 421 " + SECRET + "\n",
                "S: 250 " + SECRET + "\n",
                "S: garbage " + SECRET + "\n",
                "S: 334 " + password + "\nC: *\nS: 501 " + SECRET + "\n",
                "S: 334 !" + SECRET + "\nC: *\nS: 501 cancelled\n",
                "@close\n",
                "@silence\n")) {
            logins.add(Arguments.of("PLAIN", "C: AUTH PLAIN " + plain + "\n" + end));
            logins.add(Arguments.of(
                    "LOGIN",
                    "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " + user + "\nS: 334 UGFzc3dvcmQ6\nC: " + password + "\n"
                            + end));
        }
        return logins.stream();
    }

    @ParameterizedTest
    @MethodSource("logins")
    @DisplayName("no event, transcript, log, exception or toString of a login has the password, in clear, base64 or hex"
            + " (P220, A41, A45, A74, A75, A76, G37)")
    void canary(String mechanism, String exchange) throws IOException {
        PasswordCredentials credentials = Credentials.password(USER, SECRET.toCharArray());
        see(credentials);
        try (ScriptedServer server =
                ScriptedServer.play(Dialogues.ehlo("AUTH " + mechanism) + exchange + lastWords(exchange))) {
            try (Session session = Dialogues.to(server)
                    .timeouts(Timeouts.ofAll(Duration.ofMillis(500)))
                    .credentials(credentials)
                    .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                    .listener(Transcript.to(this::see).withTimes())
                    .listener(everyEvent())
                    .open()) {
                see(session);
            } catch (SmtpException e) {
                see(e);
                see(trace(e));
                see(e.reply());
                see(serialised(e));
            }
        }
        credentials.destroy();
        see(credentials);
        assertThat(seen.toString()).contains("AUTH " + mechanism);
        for (String form : forms()) {
            assertThat(seen.toString()).doesNotContain(form);
        }
    }

    private static String lastWords(String exchange) {
        boolean ended = exchange.contains("@")
                || exchange.contains("S: 421")
                || exchange.contains("S: 250")
                || exchange.contains("garbage");
        return ended ? "" : Dialogues.QUIT;
    }

    private SessionListener everyEvent() {
        return new SessionListener() {
            @Override
            public void commandSent(String line) {
                see(line);
            }

            @Override
            public void replyReceived(Reply reply) {
                see(reply);
                see(reply.lines());
                see(reply.text());
            }

            @Override
            public void closed(String reason) {
                see(reason);
            }

            @Override
            public void authenticated(String mechanism) {
                see(mechanism);
            }
        };
    }

    private static String serialised(SmtpException e) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
            out.writeObject(e);
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /** The secret as it could be hidden: in base64 at each of three offsets only the middle is the same. */
    private static List<String> forms() {
        List<String> forms = new ArrayList<>(List.of(SECRET));
        for (int offset = 0; offset < 3; offset++) {
            String shifted = encoded("x".repeat(offset) + SECRET);
            forms.add(shifted.substring(4, shifted.length() - 4));
        }
        String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        return forms;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
