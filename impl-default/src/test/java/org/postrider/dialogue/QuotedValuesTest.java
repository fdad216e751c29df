// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.Credentials;
import org.postrider.Dsn;
import org.postrider.Envelope;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Provider;
import org.postrider.Providers;
import org.postrider.RcptParameter;
import org.postrider.Service;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.TlsSettings;
import org.postrider.Transport;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

class QuotedValuesTest {

    /** More than any line on a terminal, and far less than what was given. */
    private static final int MOST_CHARACTERS = 20_100;

    /** A transport whose URI has a path, which is quoted by whoever cannot use it. */
    private static final class PathProvider extends AbstractProvider {

        PathProvider(boolean socket) {
            super("acme", "1", "a path");
            transport("acme", () -> new TransportFactory() {
                @Override
                public Dialect dialect() {
                    return Dialect.lmtp();
                }

                @Override
                public OptionalInt defaultPort() {
                    return OptionalInt.empty();
                }

                @Override
                public boolean hasHost(URI server) {
                    return false;
                }

                @Override
                public Transport open(TransportContext context) throws IOException {
                    String path = context.server().getPath();
                    if (socket) {
                        return context.connectUnix(Path.of(path.replace("\0", "")));
                    }
                    throw new IllegalArgumentException("no such place: " + path);
                }
            });
        }
    }

    private static void openPath(String path, boolean socket) throws Exception {
        Session.builder(new URI("acme", "", "/" + path, null))
                .localName("me.test")
                .providers(Providers.builtIn().withLast(new PathProvider(socket)))
                .open();
    }

    private static Map<String, ThrowingCallable> entrances(Session session, String bad) {
        Map<String, ThrowingCallable> entrances = new LinkedHashMap<>();
        entrances.put("server", () -> Session.builder("smtp://h" + bad + "/").open());
        entrances.put(
                "host",
                () -> Session.builder(new URI("smtp", "h" + bad + ":25", "", null, null))
                        .localName("me.test")
                        .timeouts(Timeouts.ofAll(Duration.ofMillis(500)))
                        .open());
        entrances.put("scheme", () -> Session.builder(bad.strip() + "://host"));
        entrances.put("socket", () -> openPath(bad, true));
        entrances.put("path", () -> openPath(bad, false));
        entrances.put("localName", () -> Session.builder("smtp://h").localName(bad));
        entrances.put("ignoring", () -> Session.builder("smtp://h").ignoring(bad));
        entrances.put("pin", () -> TlsSettings.defaults().withPins(bad));
        entrances.put("keyword", () -> MailParameter.of(bad + "="));
        entrances.put("value", () -> MailParameter.of("K", bad + "="));
        entrances.put("rcpt value", () -> RcptParameter.parse("K=" + bad + "="));
        entrances.put("mailbox", () -> Mailbox.parse(bad + "@@b"));
        entrances.put("domain", () -> Mailbox.parse("a@" + bad + ".."));
        entrances.put("local", () -> Mailbox.local(bad + "@"));
        entrances.put("reverse-path", () -> Envelope.from(bad + "@@b"));
        entrances.put("recipient", () -> Envelope.from("a@b").to(bad + "@@b"));
        entrances.put("envelope id", () -> Dsn.envelopeId(bad + "\u00E4"));
        entrances.put("original recipient", () -> Dsn.originalRecipient(bad));
        entrances.put("service", () -> Service.of(String.class, bad + " ", () -> ""));
        entrances.put("provider", () -> Providers.builtIn().withFirst(new Named(bad + " ")));
        entrances.put("provider twice", () -> new Named(bad).twice());
        entrances.put("trace", () -> session.authenticate(Credentials.anonymous(bad + "@@"), plain()));
        entrances.put("mechanism", () -> session.authenticate(bad + " ", challenge -> Optional.empty()));
        entrances.put("verb", () -> session.command(bad + " ", ""));
        entrances.put("argument", () -> session.command("XFOO", bad + "\r"));
        entrances.put("user", () -> session.verify(bad + "\n"));
        entrances.put("helo", () -> session.helo(bad + " "));
        entrances.put("not offered", () -> session.mail("a@b", MailParameter.of("K", "x" + bad.strip())));
        entrances.put("exception of an extension", () -> {
            throw new LocalRefusalException("no: " + bad, Stage.MAIL, "XACME");
        });
        return entrances;
    }

    private static AuthPolicy plain() {
        return AuthPolicy.defaults().allowPlaintextAuth();
    }

    /** A provider of any id. */
    private static final class Named extends AbstractProvider implements Provider {

        Named(String id) {
            super(id, "1", "");
        }

        void twice() {
            transport("one", () -> {
                throw new IllegalStateException();
            });
            transport("one", () -> {
                throw new IllegalStateException();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nQUIT", "a\0b", "a\u202Eb\u2066c", "a\u2028b", "long", "LONG"})
    @DisplayName("a value that a message quotes is escaped and cut: line ends, NUL, direction marks, 200 KB (P14)")
    void quoted(String value) throws SmtpException {
        String bad =
                value.equals("long") ? "x".repeat(200_000) : value.equals("LONG") ? "\u202E".repeat(200_000) : value;
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH ANONYMOUS") + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                int refused = 0;
                for (Map.Entry<String, ThrowingCallable> entrance :
                        entrances(session, bad).entrySet()) {
                    Throwable e = catchThrowable(entrance.getValue());
                    if (e != null) {
                        refused++;
                        String message = String.valueOf(e.getMessage());
                        assertThat(message)
                                .as("%s: %s", entrance.getKey(), e.getClass().getSimpleName())
                                .hasSizeLessThan(MOST_CHARACTERS)
                                .doesNotContain("\r", "\n", "\0", "\u202E", "\u2066", "\u2028");
                    }
                }
                assertThat(refused).isGreaterThan(20);
            }
            server.verify();
        }
    }
}
