// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.postrider.cli.CommandRun.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.testkit.ScriptedServer;

class CommandTest {

    private static final String OPEN = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String MAIL = "C: MAIL FROM:<a@b>\nS: 250 ok\n";
    private static final String CONTENT = "C: DATA\nS: 354 go\nC: From: a@b\nC: To: x@y\nC: \nC: hi\nC: .\n";

    @TempDir
    private Path folder;

    private CommandRun send(ScriptedServer server, String... more) throws IOException {
        return CommandRun.send(folder, server, more);
    }

    @Test
    @DisplayName("demo sends a mail to a server of its own and shows the dialogue and what arrived (P6)")
    void demo() {
        CommandRun run = run("demo");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "C: MAIL FROM:<ana@example.org>",
                        "S: 354",
                        "what arrived:",
                        "Subject: Hello from Postrider",
                        "\n.like this");
        assertThat(run.err()).isEmpty();
    }

    @Test
    @DisplayName("send takes the envelope from the header and exits 0 (T44, P6)")
    void envelopeFromHeader() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            CommandRun run = send(server, "--transcript");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("accepted: x@y", "250 kept");
            assertThat(run.err()).contains("C: MAIL FROM:<a@b>", "S: 250 kept");
            server.verify();
        }
    }

    @Test
    @DisplayName("--from and --to replace the header's, each for itself")
    void explicitEnvelope() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + "C: MAIL FROM:<f@b>\nS: 250 ok\nC: RCPT TO:<q@y>\nS: 250 ok\n"
                        + "C: RCPT TO:<r@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            assertThat(send(server, "--from", "f@b", "--to", "q@y", "--to", "r@y")
                            .exitCode())
                    .isZero();
            server.verify();
        }
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + MAIL + "C: RCPT TO:<q@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            assertThat(send(server, "--to", "q@y").exitCode()).isZero();
            server.verify();
        }
    }

    @Test
    @DisplayName("--from with nothing is an error, as a variable that is not set gives it; <> is the null sender (K2)")
    void emptySender() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(OPEN
                + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            for (String[] more : new String[][] {{"--from", ""}, {"--from="}, {"--from", "", "--to", "x@y"}}) {
                CommandRun empty = send(server, more);
                assertThat(empty.exitCode()).as(empty.err()).isEqualTo(64);
                assertThat(empty.err()).contains("the reverse-path is empty", "<>");
            }
            CommandRun run = send(server, "--from", "<>");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        CommandRun bench = run("bench", "--server", "smtp://127.0.0.1:1", "--from", "");
        assertThat(bench.exitCode()).as(bench.err()).isEqualTo(64);
    }

    /** A named pipe that another thread writes to. */
    private Path pipe(String text) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        Files.deleteIfExists(pipe);
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no named pipes");
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(pipe, text, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return pipe;
    }

    @Test
    @DisplayName(
            "send refuses an mbox of several mails, from a file and from standard input, and says what takes it (H11)")
    void mboxOfSeveral() throws IOException, InterruptedException {
        String from = "From a@b Mon Nov 23 10:00:00 2026\n";
        String mail = from + "From: a@b\nTo: x@y\n\nhi\n";
        for (String mbox : List.of(mail + "\n" + mail, mail + mail, "\n" + mail + "\n" + mail)) {
            Path file = Files.writeString(folder.resolve("m.eml"), mbox);
            CommandRun run = run("send", "--server", "smtp://127.0.0.1:1", file.toString());
            assertThat(run.exitCode()).as(run.err()).isEqualTo(65);
            assertThat(run.err()).contains("an mbox of several mails", "use send-all");
            assertThatThrownBy(() ->
                            Input.of(Path.of("-"), new ByteArrayInputStream(mbox.getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(MessageException.class)
                    .hasMessageContaining("use send-all");
        }
        assertThatThrownBy(() -> Input.of(pipe(mail + "\n" + mail), InputStream.nullInputStream()))
                .hasMessageContaining("pipe\" is an mbox of several mails");
        try (InputStream octets =
                Input.of(pipe("To: x@y\n\n"), InputStream.nullInputStream()).openStream()) {
            assertThat(octets).asString(StandardCharsets.UTF_8).isEqualTo("To: x@y\n\n");
        }
        Message one = Input.of(Path.of("-"), new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
        try (InputStream octets = one.openStream()) {
            assertThat(octets).asString(StandardCharsets.UTF_8).isEqualTo(mail);
        }
    }

    @Test
    @DisplayName("--json prints one object for a success, with accepted, refused and the final reply")
    void json() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\nC: RCPT TO:<z@w>\n"
                + "S: 550 5.1.1 \"no\"\n" + CONTENT + "S: 250 2.0.0 kept\n" + QUIT)) {
            CommandRun run = send(server, "--json", "--from", "a@b", "--to", "x@y", "--to", "z@w");
            assertThat(run.exitCode()).isEqualTo(10);
            assertThat(run.out())
                    .isEqualToIgnoringNewLines(
                            "{\"reply\":{\"code\":250,\"enhanced\":\"2.0.0\",\"text\":\"2.0.0 kept\"},"
                                    + "\"accepted\":[\"x@y\"],\"refused\":{\"z@w\":{\"code\":550,\"enhanced\":\"5.1.1\","
                                    + "\"text\":\"5.1.1 \\\"no\\\"\"}},\"inDoubt\":[],\"notSent\":[],\"delivery\":\"DELIVERED\",\"error\":null}");
            server.verify();
        }
    }

    @Test
    @DisplayName("--json prints one object for doubt too, with those concerned, and the exit code is 74")
    void jsonInDoubt() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "@close\n")) {
            CommandRun run = send(server, "--json");
            assertThat(run.exitCode()).isEqualTo(74);
            assertThat(run.out())
                    .startsWith(
                            "{\"reply\":null,\"accepted\":[],\"refused\":{},\"inDoubt\":[\"x@y\"],\"notSent\":[],\"delivery\":\"IN_DOUBT\","
                                    + "\"error\":{\"type\":\"ConnectionLostException\",\"message\":\"");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--bogus", "--timeout x --server smtp://h", "--server"})
    @DisplayName("--json prints one object for wrong usage too, and the exit code is 64")
    void jsonForWrongUsage(String options) {
        List<String> args = new ArrayList<>(List.of("send", "--json"));
        args.addAll(Arrays.asList(options.isEmpty() ? new String[0] : options.split(" ")));
        CommandRun run = run(args.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out().lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("{\"reply\":null,")
                        .contains("\"delivery\":\"NOT_SENT\",\"error\":{\"type\":\""));
        assertThat(run.err()).contains("--help");
    }

    @Test
    @DisplayName("--user with a password from a file or a variable authenticates; --tls off lets it pass in clear text")
    void login() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "p\nsecond line\n");
        String script =
                "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH PLAIN LOGIN\nC: AUTH LOGIN\nS: 334 \nC: dQ==\n"
                        + "S: 334 \nC: cA==\nS: 235 ok\n" + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT
                        + "S: 250 kept\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script)) {
            CommandRun run = send(
                    server,
                    "--user",
                    "u",
                    "--password-file",
                    file.toString(),
                    "--mechanism",
                    "login",
                    "--tls",
                    "off",
                    "--transcript");
            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).contains("authenticated by LOGIN").doesNotContain("cA==");
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--password-env, PLAIN XOAUTH2, PLAIN AGFuYQBzM2NyZXQ=",
        "--token-env, PLAIN XOAUTH2, XOAUTH2 dXNlcj1hbmEBYXV0aD1CZWFyZXIgczNjcmV0AQE="
    })
    @DisplayName("what the variable holds decides with --password-env and --token-env which mechanism serves")
    void fromEnvironment(String option, String offered, String auth) throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH " + offered
                        + "\nC: AUTH " + auth + "\nS: 235 ok\n" + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT
                        + "S: 250 kept\n"
                        + QUIT)) {
            CommandRun run =
                    send(server, "--user", "ana", option, "POSTRIDER_TEST_SECRET", "--tls", "off", "--transcript");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).doesNotContain("s3cret");
            server.verify();
        }
    }

    @Test
    @DisplayName("a refused mechanism is followed by the next with --auth-next; without it, the failure says how (S3)")
    void authNext() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "p");
        String refused = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN AHUAcA==\n"
                + "S: 535 5.7.8 no\n";
        try (ScriptedServer server = ScriptedServer.play(refused
                + "C: AUTH LOGIN\nS: 334 Username:\nC: dQ==\nS: 334 Password:\nC: cA==\nS: 235 ok\n" + MAIL
                + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            CommandRun run =
                    send(server, "--user", "u", "--password-file", file.toString(), "--auth-next", "--tls", "off");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(refused + QUIT)) {
            CommandRun run = send(server, "--user", "u", "--password-file", file.toString(), "--tls", "off");
            assertThat(run.exitCode()).isEqualTo(77);
            assertThat(run.err()).contains("the server also offers LOGIN", "--mechanism LOGIN", "--auth-next");
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "XOAUTH2, dXNlcj1hbmEBYXV0aD1CZWFyZXIgczNjcmV0AQE=, ''",
        "OAUTHBEARER, bixhPWFuYSwBaG9zdD0xMjcuMC4wLjEBcG9y, AQ=="
    })
    @DisplayName("a server that repeats a token in its error or its refusal does not make it show (S4, S6)")
    void repeatedToken(String mechanism, String response, String acknowledgement) throws IOException {
        for (String said : List.of("token s3cret is bad", "czNjcmV0", "[733363726574]", response, "s3cret")) {
            String json = "{\"status\":\"401\",\"scope\":\"" + said + "\"}";
            try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH "
                    + mechanism + "\nC~ AUTH " + mechanism + " [A-Za-z0-9+/=]+\nS: 334 "
                    + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\nC: "
                    + acknowledgement + "\nS: 535 5.7.8 (" + said + ") is bad\n" + QUIT)) {
                CommandRun run = send(
                        server,
                        "--user",
                        "ana",
                        "--token-env",
                        "POSTRIDER_TEST_SECRET",
                        "--tls",
                        "off",
                        "--transcript",
                        "--json");
                assertThat(run.exitCode()).as(run.err()).isEqualTo(77);
                assertThat(run.err() + run.out())
                        .contains("401", "535 5.7.8", "***")
                        .doesNotContain("s3cret", "czNjcmV0", "733363726574", response.substring(0, 12));
                server.verify();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--user u, 64",
        "--password-file f, 64",
        "--user u --password-file /none, 64",
        "--user u --password-env POSTRIDER_NO_SUCH_VARIABLE, 64",
        "--user u --password-env A --password-file f, 64",
        "--tls perhaps, 64",
        "--pin zz, 64",
        "--ca /none, 64",
        "--cert f, 64"
    })
    @DisplayName("a login or a trust that cannot be meant is told before anything is connected")
    void wrongLogin(String options, int code) {
        List<String> args = new ArrayList<>(List.of("send", "--server", "smtp://127.0.0.1:1"));
        args.addAll(Arrays.asList(options.split(" ")));
        CommandRun run = run(args.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(run.err()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"535, 77", "454, 75", "530, 77"})
    @DisplayName("a refused login has its exit code, and no password leaves in clear text unless that is said")
    void refusedLogin(int reply, int code) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "p");
        String ehlo = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH PLAIN\n";
        try (ScriptedServer server =
                ScriptedServer.play(ehlo + "C: AUTH PLAIN AHUAcA==\nS: " + reply + " no\n" + QUIT)) {
            CommandRun run = send(server, "--user", "u", "--password-file", file.toString(), "--tls", "off", "--json");
            assertThat(run.exitCode()).isEqualTo(code);
            assertThat(run.out()).contains("\"type\":\"AuthenticationException\"");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo + QUIT)) {
            CommandRun run = send(server, "--user", "u", "--password-file", file.toString());
            assertThat(run.exitCode()).isEqualTo(77);
            assertThat(run.err()).contains("PLAIN: it reveals the password");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(OPEN + QUIT)) {
            assertThat(send(server, "--tls", "required").exitCode()).isEqualTo(76);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "each parameter option becomes a parameter, with an envelope of the command line and with one of the header")
    void parameters() throws IOException {
        String offers = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-DSN\nS: 250-DELIVERBY\nS: 250-MT-PRIORITY\n"
                + "S: 250-X-MINE\nS: 250 FUTURERELEASE\n";
        try (ScriptedServer server = ScriptedServer.play(offers
                + "C: MAIL FROM:<a@b> RET=HDRS ENVID=e+2B1 BY=60;RT HOLDFOR=5 MT-PRIORITY=2 X-MINE=1\nS: 250 ok\n"
                + "C: RCPT TO:<x@y> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;p@q\nS: 250 ok\n"
                + "C: RCPT TO:<z@y> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;r@q\nS: 250 ok\n" + CONTENT + "S: 250 kept\n"
                + QUIT)) {
            CommandRun run = send(
                    server,
                    "--from=a@b",
                    "--to=x@y",
                    "--to=z@y",
                    "--ret=hdrs",
                    "--envid=e+1",
                    "--by=60rt",
                    "--hold-for=5",
                    "--priority=2",
                    "--mail-param=X-MINE=1",
                    "--notify=delay,success",
                    "--orcpt=rfc822;p@q",
                    "--orcpt=rfc822;r@q");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(offers
                + "C: MAIL FROM:<a@b> RET=FULL HOLDUNTIL=2026-12-24T18:00:00Z\nS: 250 ok\nC: RCPT TO:<x@y> NOTIFY=NEVER X-MINE\n"
                + "S: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
            CommandRun run = send(
                    server, "--ret=full", "--hold-until=2026-12-24T18:00:00Z", "--notify=never", "--rcpt-param=X-MINE");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(OPEN + QUIT)) {
            assertThat(send(server, "--require-tls").exitCode()).isEqualTo(76);
            server.verify();
        }
    }

    @Test
    @DisplayName("the options for extensions: what is asked for and what is left unused")
    void extensions() throws IOException {
        String offers = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-8BITMIME\nS: 250-SMTPUTF8\nS: 250-PIPELINING\n"
                + "S: 250-BINARYMIME\nS: 250 CHUNKING\n";
        String lockstep = "S: 250 ok\nC: RCPT TO:<x@y>\n@quiet 50ms\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(
                offers + "C: MAIL FROM:<a@b> BODY=8BITMIME SMTPUTF8\n" + lockstep + CONTENT + "S: 250 kept\n" + QUIT)) {
            CommandRun run = send(server, "--body=8bitmime", "--smtputf8=force", "--no-pipelining");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(
                offers + "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\nC~ BDAT \\d+ LAST\n"
                        + "C! From: a@b\\r\\nTo: x@y\\r\\n\\r\\nhi\\r\\n\nS: 250 kept\n" + QUIT)) {
            CommandRun run = send(server, "--chunking");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(offers + "C: MAIL FROM:<a@b> BODY=BINARYMIME\n"
                + "C: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\nC~ BDAT \\d+ LAST\nC! From: a@b\\nTo: x@y\\n\\nhi\\n\n"
                + "S: 250 kept\n" + QUIT)) {
            CommandRun run = send(server, "--body=binarymime");
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(offers + QUIT)) {
            CommandRun run = send(server, "--from=\u00E9@b", "--to=x@y", "--smtputf8=off");
            assertThat(run.exitCode()).isEqualTo(65);
            assertThat(run.err()).contains("SMTPUTF8");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "8-bit octets leave undeclared where the server does not offer to take them; --strict-8bit refuses (M1, M2)")
    void eightBit() throws IOException {
        Path file = Files.writeString(folder.resolve("utf8.eml"), "From: a@b\nTo: x@y\nSubject: \u00E9\n\np\u00E4\n");
        String content = "C: DATA\nS: 354 go\nC: From: a@b\nC: To: x@y\nC: Subject: \u00E9\nC: \nC: p\u00E4\nC: .\n";
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + content + "S: 250 kept\n" + QUIT)) {
            CommandRun run = run("send", "--server", server.uri().toString(), "--helo", "me.test", file.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(OPEN + QUIT)) {
            CommandRun run = run(
                    "send", "--server", server.uri().toString(), "--helo", "me.test", "--strict-8bit", file.toString());
            assertThat(run.exitCode()).isEqualTo(65);
            assertThat(run.err()).contains("SMTPUTF8");
            server.verify();
        }
    }

    @Test
    @DisplayName("send drops a byte order mark and a From_ line, and refuses a banner line (H11)")
    void whatComesBeforeTheHeader() throws IOException {
        String mail = "From: a@b\nTo: x@y\n\nhi\n";
        String fromLine = "From a@b Thu Jan  1 00:00:00 1970\n";
        for (String before : List.of("\uFEFF", fromLine)) {
            Path file = Files.writeString(folder.resolve("one"), before + mail);
            try (ScriptedServer server = ScriptedServer.play(
                    OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n" + QUIT)) {
                CommandRun run = run("send", "--server", server.uri().toString(), "--helo", "me.test", file.toString());
                assertThat(run.exitCode()).as(run.err()).isZero();
                server.verify();
            }
        }
        Path banner = Files.writeString(folder.resolve("banner"), "Welcome\n" + mail);
        try (ScriptedServer server = ScriptedServer.play(OPEN + QUIT)) {
            CommandRun run = run("send", "--server", server.uri().toString(), "--helo", "me.test", banner.toString());
            assertThat(run.exitCode()).isNotZero();
            assertThat(run.err()).contains("Welcome", "no header field");
            server.verify();
        }
    }

    @Test
    @DisplayName("--smtputf8 off sends a header in UTF-8 undeclared, and says so (H5)")
    void undeclared() throws IOException {
        Path file = Files.writeString(folder.resolve("utf8.eml"), "From: a@b\nTo: x@y\nSubject: \u00E9\n\nhi\n");
        String offers = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250-8BITMIME\nS: 250 SMTPUTF8\n";
        try (ScriptedServer server = ScriptedServer.play(offers
                + "C: MAIL FROM:<a@b> BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\n"
                + "C: From: a@b\nC: To: x@y\nC: Subject: \u00E9\nC: \nC: hi\nC: .\nS: 250 kept\n" + QUIT)) {
            CommandRun run = run(
                    "send",
                    "--server",
                    server.uri().toString(),
                    "--helo",
                    "me.test",
                    "--smtputf8=off",
                    file.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
        assertThat(run("send", "--help").out().replaceAll("\\s+", " "))
                .contains("with off a header in UTF-8 leaves as it is, undeclared");
    }

    @Test
    @DisplayName("LMTP by TCP and by Unix socket, with a report of each recipient (P203, R184)")
    void lmtp() throws IOException {
        String script =
                "S: 220 hi\nC: LHLO me.test\nS: 250 srv\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: RCPT TO:<z@y>\nS: 250 ok\n" + CONTENT + "S: 250 2.0.0 kept\nS: 452 4.2.2 full\n" + QUIT;
        for (boolean unix : new boolean[] {false, true}) {
            try (ScriptedServer server =
                    unix ? ScriptedServer.play(script, folder.resolve("socket")) : ScriptedServer.play(script)) {
                Path file = Files.writeString(folder.resolve("m.eml"), "From: a@b\nTo: x@y\n\nhi\n");
                CommandRun run = run(
                        "send",
                        "--server",
                        server.uri("lmtp").toString(),
                        "--helo=me.test",
                        "--from=a@b",
                        "--to=x@y",
                        "--to=z@y",
                        "--json",
                        file.toString());
                assertThat(run.exitCode()).as(run.err()).isEqualTo(10);
                assertThat(run.out())
                        .contains("\"accepted\":[\"x@y\"]")
                        .contains("\"refused\":{\"z@y\":{\"code\":452,\"enhanced\":\"4.2.2\"");
                server.verify();
            }
        }
        Path file = folder.resolve("m.eml");
        assertThat(run("send", "--server", "lmtp:///no/such/socket", "--from=a@b", "--to=x@y", file.toString())
                        .err())
                .contains("there is no such file");
    }

    @Test
    @DisplayName(
            "recipients of a transaction that was not tried are reported, and the exit code says that not all got it (R205)")
    void notSent() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 LIMITS RCPTMAX=1\n"
                        + "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT + "S: 250 kept\n"
                        + "C: MAIL FROM:<a@b>\nS: 452 full\nC: RSET\nS: 250 ok\n" + QUIT)) {
            CommandRun run = send(server, "--from=a@b", "--to=x@y", "--to=z@y", "--to=w@y", "--json");
            assertThat(run.exitCode()).isEqualTo(10);
            assertThat(run.out()).contains("\"accepted\":[\"x@y\"]").contains("\"notSent\":[\"w@y\"]");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--body=9bit",
                "--smtputf8=perhaps",
                "--notify=sometimes",
                "--ret=half",
                "--by=60",
                "--hold-for=0",
                "--hold-until=soon",
                "--priority=10",
                "--orcpt=rfc822;a@b"
            })
    @DisplayName("a parameter that cannot be meant is told before anything is connected")
    void wrongParameters(String option) {
        CommandRun run = run("send", "--server", "smtp://127.0.0.1:1", option);
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).isNotEmpty();
    }

    private Path pem(String name, HeldCertificate certificate) throws IOException {
        return Files.writeString(folder.resolve(name), certificate.certificatePem());
    }

    @Test
    @DisplayName(
            "--ca, --pin and --insecure-no-verify each make a server trusted, --tls implicit begins with TLS, and --cert shows a certificate")
    void trust() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("home")
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HeldCertificate mine = new HeldCertificate.Builder().commonName("me").build();
        SSLContext context = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(mine.certificate())
                .build()
                .sslContext();
        Path key = Files.writeString(folder.resolve("key.pem"), mine.privateKeyPkcs8Pem());
        String pin =
                CertificateFacts.of(certificate.certificate(), Instant.now()).keySha256();
        for (List<String> options : List.of(
                List.of("--ca", pem("ca.pem", certificate).toString()),
                List.of("--pin", pin),
                List.of("--insecure-no-verify"))) {
            String script = "@tls need-cert\n" + OPEN + MAIL + "C: RCPT TO:<x@y>\nS: 250 ok\n" + CONTENT
                    + "S: 250 kept\n" + QUIT + "C<CLOSE_NOTIFY\n";
            try (ScriptedServer server = ScriptedServer.play(script, context)) {
                List<String> all = new ArrayList<>(options);
                all.addAll(List.of(
                        "--tls", "implicit", "--cert", pem("me.pem", mine).toString(), "--key", key.toString()));
                CommandRun run = send(server, all.toArray(String[]::new));
                assertThat(run.exitCode()).as(run.err()).isZero();
                server.verify();
            }
        }
        try (ScriptedServer server = ScriptedServer.play("@tls refused\n", context)) {
            CommandRun run = send(server, "--tls", "implicit");
            assertThat(run.exitCode()).isEqualTo(76);
            assertThat(run.err()).contains("does not prove the server", "127.0.0.1", "issued by CN=home");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "probe shows TLS version, cipher suite and certificates with the days left, and asks once more if they prove nothing")
    void probeTls() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("home")
                .addSubjectAlternativeName("mail.example.test")
                .duration(10, TimeUnit.DAYS)
                .build();
        SSLContext context = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
        String ehlo = "S: 220 hi\nC~ EHLO .*\nS: 250-srv\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";
        String script = ehlo + "@tls refused\n@next\n" + ehlo
                + "@tls\nC~ EHLO .*\nS: 250-srv\nS: 250 AUTH SCRAM-SHA-256-PLUS\n" + QUIT + "C<CLOSE_NOTIFY\n";
        try (ScriptedServer server = ScriptedServer.play(script, context)) {
            CommandRun run = run("probe", server.uri().toString());
            assertThat(run.exitCode()).isEqualTo(76);
            assertThat(run.out())
                    .contains(
                            "TLS: TLSv1.3, TLS_",
                            "  certificate: CN=home",
                            "    names:     mail.example.test",
                            ", 9 days left",
                            "FAULT: ",
                            "offered by TLS:",
                            "  mechanism SCRAM-SHA-256-PLUS needs password, channel binding");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(script, context)) {
            assertThat(run("probe", server.uri().toString(), "--json").out())
                    .contains(
                            "\"tls\":{\"version\":\"TLSv1.3\"",
                            "\"verified\":false",
                            "\"subject\":\"CN=home\"",
                            "\"names\":[\"mail.example.test\"]",
                            "\"daysLeft\":9",
                            "\"byTls\":{\"extensions\":{\"AUTH\":[\"SCRAM-SHA-256-PLUS\"]}");
            server.verify();
        }
    }

    @Test
    @DisplayName("probe shows what a server offers, for people and for machines")
    void probe() {
        String script =
                "S: 220 hi\nC~ EHLO .*\nS: 250-srv\nS: 250-SIZE 1000\nS: 250-X-NEW\nS: 250 AUTH PLAIN X-ACME\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.play(script)) {
            CommandRun run = run("probe", server.uri().toString(), "--timeout", "5");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            "greeting: 220 hi",
                            "offered in clear:",
                            "  SIZE 1000",
                            "  X-NEW",
                            "  AUTH PLAIN X-ACME",
                            "  mechanism PLAIN needs password, TLS",
                            "  mechanism X-ACME needs a provider",
                            "no TLS is offered");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(script)) {
            CommandRun run = run("probe", server.uri().toString(), "--json");
            assertThat(run.out().strip())
                    .isEqualTo("{\"greeting\":\"hi\",\"inClear\":{\"extensions\":{\"SIZE\":[\"1000\"],\"X-NEW\":[],"
                            + "\"AUTH\":[\"PLAIN\",\"X-ACME\"]},\"mechanisms\":[{\"name\":\"PLAIN\",\"provider\":\"postrider\","
                            + "\"needs\":[\"password\",\"TLS\"]},{\"name\":\"X-ACME\",\"provider\":null,\"needs\":[\"a provider\"]}]},"
                            + "\"tls\":null,\"byTls\":null,\"fault\":null,\"error\":null}");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC~ EHLO .*\nS: 250-srv\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\n" + QUIT)) {
            CommandRun run = run("probe", server.uri().toString());
            assertThat(run.exitCode()).isEqualTo(76);
            assertThat(run.out())
                    .contains("  STARTTLS", "FAULT: ", "454 not now")
                    .doesNotContain("no TLS");
            server.verify();
        }
        assertThat(run("probe", "smtp://127.0.0.1:1", "--json").exitCode()).isEqualTo(69);
        assertThat(run("probe").exitCode()).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({
        "'S: 421 busy\n', 75",
        "'S: 554 go away\nC: QUIT\nS: 221 bye\n', 65",
        "'S: hello\n@silence\n', 76",
        "'@close\n', 75"
    })
    @DisplayName("a server that does not open has its exit code")
    void opening(String script, int exitCode) throws IOException {
        try (ScriptedServer server = ScriptedServer.play(script)) {
            assertThat(send(server).exitCode()).isEqualTo(exitCode);
        }
    }

    @ParameterizedTest
    @CsvSource({"450, 75", "550, 65", "530, 77", "535, 77", "538, 77"})
    @DisplayName("a refused sender has the exit code of its reply")
    void refused(int code, int exitCode) throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN + "C: MAIL FROM:<a@b>\nS: " + code + " no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            CommandRun run = send(server);
            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.err()).contains(code + " no");
            server.verify();
        }
    }

    @Test
    @DisplayName("what the server cannot take is refused here, with exit code 65")
    void refusedLocally() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 SIZE 5\n" + QUIT)) {
            CommandRun run = send(server, "--json");
            assertThat(run.exitCode()).isEqualTo(65);
            assertThat(run.out()).contains("\"delivery\":\"NOT_SENT\"", "LocalRefusalException");
            server.verify();
        }
    }

    @Test
    @DisplayName("a missing file, a host that is not there and a refused port have their exit codes")
    void missing() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        for (Path path : List.of(folder.resolve("none"), folder)) {
            CommandRun run = run("send", "--server", "smtp://127.0.0.1:" + unused, path.toString());
            assertThat(run.exitCode()).as(run.err()).isEqualTo(66);
        }
        CommandRun refused =
                run("send", "--json", "--server", "smtp://127.0.0.1:" + unused, "--from", "a@b", "--to", "x@y", "-");
        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(refused.out()).contains("ConnectionFailedException");
        assertThat(run("send", "--server", "smtp://nowhere.invalid", "--from", "a@b", "--to", "x@y", "-")
                        .exitCode())
                .isEqualTo(68);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "send --server bogus --from a@b --to x@y -",
                "send --server bogus://h --from a@b --to x@y -",
                "send --server smtp://h:port --from a@b --to x@y -",
                "send --server smtp://h --from a@@b --to x@y -",
                "send --server smtp://h --from a@b --to x@y --helo a_b -",
                "send --server smtp://h --from a@b --to x@y --timeout 0 -",
                "send --server smtp://h --timeout soon -",
                "send --nosuch",
                "nosuch",
                ""
            })
    @DisplayName("wrong usage is told with exit code 64 and advice")
    void usage(String args) {
        CommandRun run = args.isEmpty() ? run() : run(args.split(" "));
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).isNotBlank();
    }

    @Test
    @DisplayName("wrong usage is a JSON object too where that was asked for")
    void usageAsJson() {
        CommandRun run = run("send", "--json", "--server", "smtp://h:port", "--from", "a@b", "--to", "x@y", "-");
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).contains("\"delivery\":\"NOT_SENT\"", "\"type\":\"IllegalArgumentException\"");
    }
}
