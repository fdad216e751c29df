// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.Credentials;
import org.postrider.LocalRefusalException;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.TlsException;
import org.postrider.Transport;
import org.postrider.cli.Main;

/** Postfix with a certificate that proves nothing, as Debian installs it. */
class PostfixCertificateTest {

    private static RealServer postfix;

    @TempDir
    private Path folder;

    @BeforeAll
    static void up() throws IOException {
        postfix = RealServer.up("postfix");
    }

    @AfterAll
    static void down() throws IOException {
        if (postfix != null) {
            postfix.close();
        }
    }

    private static String server() {
        return "smtp://localhost:" + postfix.variable("SELFSIGNED_PORT");
    }

    private record Run(int exitCode, String err) {}

    private Run send(String subject, String... options) throws IOException {
        Path mail = Files.writeString(
                folder.resolve(subject + ".eml"),
                "From: me@example.org\nTo: ana@example.net\nSubject: " + subject + "\n\nhello\n");
        List<String> arguments = new ArrayList<>(List.of("send", "--server", server()));
        arguments.addAll(List.of(options));
        arguments.add(mail.toString());
        StringWriter err = new StringWriter();
        int code =
                Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), arguments.toArray(String[]::new));
        return new Run(code, err.toString());
    }

    @Test
    @DisplayName("the command sends without an option, by TLS, and says that the server is not verified (C6)")
    void delivered() throws IOException {
        Run run = send("unverified", "--transcript");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("* TLSv1.", "* the server is not verified: ", "signed by itself");
        assertThat(postfix.delivered("ana", "unverified")).contains("using TLS");
    }

    @Test
    @DisplayName("with a user it is refused, with the digest that a pin needs, and by that pin it is sent (C6, C12)")
    void withUser() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), new String(postfix.password()));
        Run refused = send("refused", "--user", "ana", "--password-file", password.toString());
        assertThat(refused.exitCode()).isEqualTo(76);
        assertThat(refused.err()).contains("signed by itself").containsPattern("as a pin: [0-9a-f]{64}");
        String pin = refused.err().replaceAll("(?s).*as a pin: ([0-9a-f]{64}).*", "$1");
        Run sent = send("pinned", "--user", "ana", "--password-file", password.toString(), "--pin", pin);
        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(postfix.delivered("ana", "pinned")).contains("Authenticated sender: ana");
    }

    @Test
    @DisplayName("a session that is not verified takes no credentials later (C6)")
    void later() throws SmtpException {
        try (Session session = Session.builder(server()).open()) {
            assertThat(session.protection()).isEqualTo(Transport.Protection.ENCRYPTED);
            assertThat(catchThrowableOfType(
                            LocalRefusalException.class,
                            () -> session.authenticate(Credentials.password("ana", postfix.password()))))
                    .hasMessageContaining("not verified");
            session.noop();
        }
        assertThat(catchThrowableOfType(
                        TlsException.class,
                        () -> Session.builder(server())
                                .credentials(Credentials.password("ana", postfix.password()))
                                .open()))
                .hasMessageContaining("does not prove the server");
    }
}
