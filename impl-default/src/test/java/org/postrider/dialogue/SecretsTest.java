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
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.Credentials;
import org.postrider.PasswordCredentials;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.Transcript;
import org.postrider.spi.Dialect;
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
            // PLAIN answers a challenge once more where LOGIN has no more to say.
            String again = end.startsWith("S: 334") ? end.replace("C: *", "C: " + plain) : end;
            logins.add(Arguments.of("PLAIN", "C: AUTH PLAIN " + plain + "\n" + again));
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

    /** What a server can do with a response that it does not like. */
    static Stream<String> repetitions() {
        return Stream.of(
                "535 5.7.8 wrong password: %s",
                "535 5.7.8 wrong password:%s!",
                "535 5.7.8 WRONG PASSWORD: %S",
                "535-5.7.8 wrong password for you:\n535 5.7.8 %s",
                "535 5.7.8 <%s>",
                "535 5.7.8 cannot use {base64}",
                "535 {base64}: authentication failed",
                "535 5.7.8 \"{base64}\"",
                "535 5.7.8 [{base64}] (x)",
                "535 5.7.8 response:{base64}",
                "535 5.7.8 response={base64};",
                "535 5.7.8 {unpadded} is wrong",
                "535 5.7.8 '{url}'",
                "535 5.7.8 ({url-unpadded})",
                "535 5.7.8 {hex}",
                "535 5.7.8 0x{HEX}.",
                "535 5.7.8 password {base64-of-secret}",
                "535 5.7.8 password {hex-of-secret}",
                "535 5.7.8 {cut}",
                "535-5.7.8 {half}\n535 5.7.8 {other-half}",
                "454 4.7.0 {base64}",
                "421 4.7.0 {base64} %s",
                "235 2.7.0 welcome, {base64} %s");
    }

    static Stream<Arguments> repeated() {
        List<String> passwords = List.of("my cat is fat", "c4t", "p9", "\u00fcber alles?", "x>>??y", " with spaces ");
        return repetitions().flatMap(said -> passwords.stream().map(secret -> Arguments.of(secret, said)));
    }

    private static String said(String template, String response, String secret) {
        byte[] octets = response.getBytes(StandardCharsets.UTF_8);
        String base64 = encoded(response);
        String url = Base64.getUrlEncoder().encodeToString(octets);
        String hex = HexFormat.of().formatHex(octets);
        return ("S: " + template.replace("\n", "\nS: ") + "\n")
                .replace("{base64}", base64)
                .replace("{unpadded}", base64.replace("=", ""))
                .replace("{url}", url)
                .replace("{url-unpadded}", url.replace("=", ""))
                .replace("{hex}", hex)
                .replace("{HEX}", hex.toUpperCase(Locale.ROOT))
                .replace("{base64-of-secret}", encoded(secret))
                .replace("{hex-of-secret}", HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)))
                .replace("{cut}", base64.substring(0, Math.min(base64.length(), 16)))
                .replace("{half}", base64.substring(0, base64.length() / 2))
                .replace("{other-half}", base64.substring(base64.length() / 2))
                .replace("%s", secret)
                .replace("%S", secret.toUpperCase(Locale.ROOT));
    }

    private void seeAll(SmtpException e) throws IOException {
        see(e);
        see(trace(e));
        see(e.reply());
        see(serialised(e));
    }

    /** The forms in which a response or the password in it must not be seen. */
    private void assertNothingOf(String response, String secret) {
        String all = seen.toString();
        byte[] octets = response.getBytes(StandardCharsets.UTF_8);
        String base64 = encoded(response).replace("=", "");
        List<String> forms = new ArrayList<>(List.of(
                base64,
                base64.substring(0, Math.min(base64.length(), 10)),
                base64.replace('+', '-').replace('/', '_'),
                HexFormat.of().formatHex(octets),
                HexFormat.of().formatHex(octets).toUpperCase(Locale.ROOT)));
        assertThat(all).doesNotContain(forms);
        // Very short ones are in class names and line numbers; those of the replies are looked at line by line.
        if (secret.strip().length() > 3) {
            assertThat(all.toLowerCase(Locale.ROOT))
                    .doesNotContain(secret.strip().toLowerCase(Locale.ROOT));
        }
        assertThat(all.lines().filter(line -> line.matches("(\\S+ )?S: [2-5]\\d\\d.*|.*the server refused.*")))
                .noneMatch(line -> line.replaceFirst("127[.]0[.]0[.]1:\\d+", "")
                        .toLowerCase(Locale.ROOT)
                        .contains(secret.strip().toLowerCase(Locale.ROOT)));
    }

    private void play(String script, PasswordCredentials credentials, String... mechanisms) throws IOException {
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Session session = Dialogues.to(server)
                    .credentials(credentials)
                    .authPolicy(AuthPolicy.defaults().allowPlaintextAuth().withMechanisms(mechanisms))
                    .listener(Transcript.to(this::see).withTimes())
                    .listener(everyEvent())
                    .open()) {
                see(session);
            } catch (SmtpException e) {
                seeAll(e);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @MethodSource("repeated")
    @DisplayName("no password of any length and shape is shown, in whatever form a server repeats it (S4, S6)")
    void repeatedByServer(String secret, String template) throws IOException {
        PasswordCredentials credentials = Credentials.password(USER, secret.toCharArray());
        String plain = "\0" + USER + "\0" + secret;
        String end = template.startsWith("421") ? "" : Dialogues.QUIT;
        play(
                Dialogues.ehlo("AUTH PLAIN") + "C: AUTH PLAIN " + encoded(plain) + "\n" + said(template, plain, secret)
                        + end,
                credentials,
                "PLAIN");
        assertNothingOf(plain, secret);
        play(
                Dialogues.ehlo("AUTH LOGIN") + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " + encoded(USER)
                        + "\nS: 334 UGFzc3dvcmQ6\nC: " + encoded(secret) + "\n" + said(template, secret, secret) + end,
                credentials,
                "LOGIN");
        assertNothingOf(plain, secret);
        assertThat(seen.toString()).contains("S: " + template.substring(0, 3)).contains("***");
    }

    @ParameterizedTest
    @MethodSource("repetitions")
    @DisplayName("no token is shown, in whatever form a server repeats it (S4, S6)")
    void repeatedToken(String template) throws IOException {
        String token = "ya29.c4n4ry_T0ken-x/y+z==";
        for (String response : List.of(
                "user=ana@example.org\1auth=Bearer " + token + "\1\1",
                "n,a=ana@example.org,\1host=localhost\1port=25\1auth=Bearer " + token + "\1\1")) {
            String end = template.startsWith("421") ? "" : Dialogues.QUIT;
            try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("AUTH XOAUTH2") + "C: AUTH XOAUTH2 "
                    + encoded(response) + "\n" + said(template, response, token) + end)) {
                try (Session session = Dialogues.to(server)
                        .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                        .listener(Transcript.to(this::see))
                        .listener(everyEvent())
                        .open()) {
                    see(session.authenticate(
                            "XOAUTH2", challenge -> Optional.of(response.getBytes(StandardCharsets.UTF_8))));
                } catch (SmtpException e) {
                    seeAll(e);
                }
                server.verify();
            }
            assertNothingOf(response, token);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
                "535 5.7.8 Error: authentication failed: (reason unavailable)",
                "535-5.7.8 Username and Password not accepted. For more information, go to\n"
                        + "535 5.7.8  https://support.example.com/mail/?p=BadCredentials 5b1f17b1804b1-48e4ed2d",
                "535 5.7.139 Authentication unsuccessful, the user ana is locked. [AB1PR03CA0123.prod.example.com]",
                "534-5.7.9 Application-specific password required.\n534 5.7.9 Please log in via your web browser"
            })
    @DisplayName("what a server says without repeating anything is shown, also the prompts of LOGIN (S4)")
    void innocent(String said) throws IOException {
        play(
                Dialogues.ehlo("AUTH LOGIN") + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " + encoded(USER)
                        + "\nS: 334 Password:\nC: " + encoded(SECRET) + "\nS: " + said.replace("\n", "\nS: ") + "\n"
                        + Dialogues.QUIT,
                Credentials.password(USER, SECRET.toCharArray()),
                "LOGIN");
        assertThat(seen.toString()).contains("S: 334 VXNlcm5hbWU6", "S: 334 Password:");
        for (String line : said.split("\n", -1)) {
            assertThat(seen.toString()).contains("S: " + line);
        }
    }

    @Test
    @DisplayName("a word that holds a short password by chance does not show which letters it is (S4)")
    void byChance() throws IOException {
        String plain = encoded("\0" + USER + "\0cat");
        play(
                Dialogues.ehlo("AUTH PLAIN") + "C: AUTH PLAIN " + plain + "\nS: 535 5.7.8 authentication failed\n"
                        + Dialogues.QUIT,
                Credentials.password(USER, "cat".toCharArray()),
                "PLAIN");
        assertThat(seen.toString()).contains("S: 535 5.7.8 ***").doesNotContain("authentication failed");
    }

    @Test
    @DisplayName("what a server says twice after AUTH is shown by its code only (S6)")
    void surplus() throws IOException {
        PasswordCredentials credentials = Credentials.password(USER, SECRET.toCharArray());
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo("AUTH PLAIN") + "C: AUTH PLAIN "
                + encoded("\0" + USER + "\0" + SECRET) + "\nS: 535 no\nS: 535 it was " + SECRET + "\nC<EOF\n")) {
            try (Session session = Dialogues.to(server)
                    .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                    .listener(Transcript.to(this::see))
                    .listener(everyEvent())
                    .open()) {
                try {
                    session.authenticate(credentials);
                } catch (SmtpException e) {
                    seeAll(e);
                }
                try {
                    session.noop();
                } catch (SmtpException e) {
                    seeAll(e);
                }
            }
            server.verify();
        }
        assertThat(seen.toString()).contains("535").doesNotContain(SECRET);
    }

    @Test
    @DisplayName("what a server says before the connection breaks under a response is shown without it (S6)")
    void lastWordsOfServer() throws IOException {
        UnaryOperator<String> server = line -> {
            if (line.startsWith("EHLO")) {
                return "250-srv\r\n250 AUTH LOGIN\r\n";
            }
            if (line.startsWith("AUTH")) {
                return "334 VXNlcm5hbWU6\r\n";
            }
            if (line.equals(encoded(USER))) {
                return "334 UGFzc3dvcmQ6\r\n";
            }
            if (line.equals(encoded(SECRET))) {
                return "535 5.7.8 not " + SECRET + " and not " + line + "\r\n" + MemoryTransport.BREAK;
            }
            return "220 hi\r\n";
        };
        try (Session session = Session.builder("memory://host")
                .localName("me.test")
                .providers(Providers.builtIn()
                        .withLast(new MemoryTransport.Provider(Dialect.smtp(), server, new StringBuilder())))
                .authPolicy(AuthPolicy.defaults().allowPlaintextAuth())
                .credentials(Credentials.password(USER, SECRET.toCharArray()))
                .listener(Transcript.to(this::see))
                .listener(everyEvent())
                .open()) {
            see(session);
        } catch (SmtpException e) {
            seeAll(e);
        }
        assertThat(seen.toString()).contains("S: 535 5.7.8 ***").doesNotContain(SECRET, encoded(SECRET));
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
