// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

/** Servers whose certificate proves nothing, as most have that nobody has set up further, and TLS ports. */
class CommandTlsTest {

    private static final HeldCertificate SELF_SIGNED = new HeldCertificate.Builder()
            .commonName("debian")
            .addSubjectAlternativeName("debian")
            .build();
    private static final SSLContext TLS = new HandshakeCertificates.Builder()
            .heldCertificate(SELF_SIGNED)
            .build()
            .sslContext();
    private static final String EHLO =
            "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";

    @TempDir
    private Path folder;

    private CommandRun send(String server, String... more) throws IOException {
        return CommandRun.send(folder, server, more);
    }

    private static String digest() {
        return CertificateFacts.of(SELF_SIGNED.certificate(), Instant.now()).sha256();
    }

    @Test
    @DisplayName(
            "with no option, a mail goes to a server with a self-signed certificate, and the transcript says that it is not"
                    + " verified (C6)")
    void unverified() throws IOException {
        try (ScriptedServer server = ScriptedServer.play(
                EHLO + "@tls\nC: EHLO me.test\nS: 250 srv\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\n"
                        + "C: DATA\nS: 354 go\nC.\nS: 250 kept\nC: QUIT\nS: 221 bye\nC<CLOSE_NOTIFY\n",
                TLS)) {
            CommandRun run = send(server.uri().toString(), "--transcript");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err())
                    .contains("* the server is not verified: ", "signed by itself", digest())
                    .doesNotContain("in clear");
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "with --user it is refused, with what is wrong and the digest for --pin, and no password leaves (C6, C12)")
    void refusedWithUser() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        try (ScriptedServer server = ScriptedServer.play(EHLO + "@tls refused\n", TLS)) {
            CommandRun run = send(server.uri().toString(), "--user", "ana", "--password-file", password.toString());
            assertThat(run.exitCode()).isEqualTo(76);
            assertThat(run.err()).contains("signed by itself", "as a pin: " + digest());
            server.verify();
            assertThat(new String(server.received(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("AUTH")
                    .doesNotContain("MAIL");
        }
        try (ScriptedServer server = ScriptedServer.play(
                EHLO
                        + "@tls\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFuYQBzZWNyZXQ=\nS: 535 no\n"
                        + "C: QUIT\nS: 221 bye\nC<CLOSE_NOTIFY\n",
                TLS)) {
            CommandRun run = send(
                    server.uri().toString(),
                    "--user",
                    "ana",
                    "--password-file",
                    password.toString(),
                    "--pin",
                    digest());
            assertThat(run.exitCode()).as("that digest is what a pin needs").isEqualTo(77);
            server.verify();
        }
    }

    @Test
    @DisplayName("--pin and --insecure-no-verify are refused as a pair (C18)")
    void pinsAndInsecure() throws IOException {
        CommandRun run = send("smtp://127.0.0.1:1", "--pin", digest(), "--insecure-no-verify");
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains("--pin and --insecure-no-verify");
    }

    @Test
    @DisplayName("the command waits 30 s for a greeting unless told, and then says that the port may be for TLS (C13)")
    void greeting() throws IOException {
        Timeouts limits = new TimeoutOption().timeouts();
        assertThat(limits.of(Timeouts.Phase.GREETING)).isEqualTo(Duration.ofSeconds(30));
        assertThat(limits.of(Timeouts.Phase.VERDICT)).isEqualTo(Duration.ofMinutes(10));
        try (ScriptedServer server = ScriptedServer.play("@silence\n")) {
            CommandRun run = send(server.uri().toString(), "--timeout", "0.3");
            assertThat(run.exitCode()).isEqualTo(75);
            assertThat(run.err()).contains("smtps://");
        }
    }
}
