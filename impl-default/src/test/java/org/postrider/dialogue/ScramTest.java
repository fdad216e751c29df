// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.ConnectionLostException;
import org.postrider.Credentials;
import org.postrider.Delivery;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.engine.tls.ChannelBinding;

class ScramTest {

    private static final String PASSWORD = "pencil";

    /** What a server with one exchange of SCRAM says. */
    private static LiveServer.Answers answers(
            LiveServer.Connection connection,
            String offered,
            UnaryOperator<ScramServer> details,
            List<String> headers) {
        ScramServer[] exchange = new ScramServer[1];
        int[] step = {0};
        return (line, c) -> {
            if (line.isEmpty() && step[0] == 0) {
                return "220 hi\r\n";
            }
            if (line.startsWith("EHLO")) {
                boolean startTls = !connection.isSecured() && offered.contains("-PLUS");
                return "250-srv\r\n" + (startTls ? "250 STARTTLS\r\n" : "250 AUTH " + offered + "\r\n");
            }
            if (line.equals("STARTTLS")) {
                return connection.startTls("220 go\r\n");
            }
            if (line.startsWith("AUTH ")) {
                String mechanism = line.split(" ", -1)[1];
                exchange[0] = details.apply(scram(connection, mechanism));
                step[0] = 1;
                String challenge = exchange[0].first(line.split(" ", -1)[2]);
                headers.add(exchange[0].gs2Header());
                return "334 " + challenge + "\r\n";
            }
            if (step[0] == 1 && !line.equals("*")) {
                step[0] = 2;
                return exchange[0].second(line).map(v -> "334 " + v + "\r\n").orElse("535 5.7.8 no\r\n");
            }
            if (step[0] == 2 && line.isEmpty()) {
                step[0] = 3;
                return "235 2.7.0 welcome\r\n";
            }
            return line.equals("QUIT") ? "221 bye\r\n" : line.equals("*") ? "501 cancelled\r\n" : "500 what\r\n";
        };
    }

    private static ScramServer scram(LiveServer.Connection connection, String mechanism) {
        boolean plus = mechanism.endsWith("-PLUS");
        String type = plus ? bindingType(connection) : "";
        Optional<byte[]> binding = plus ? serverSide(connection, type) : Optional.empty();
        return new ScramServer(mechanism, PASSWORD, type, binding);
    }

    /** What the client must choose: the exporter where this platform has it. */
    private static String bindingType(LiveServer.Connection connection) {
        return ChannelBinding.of(connection.session(), ChannelBinding.EXPORTER).isPresent()
                ? ChannelBinding.EXPORTER
                : ChannelBinding.SERVER_END_POINT;
    }

    private static Optional<byte[]> serverSide(LiveServer.Connection connection, String type) {
        return type.equals(ChannelBinding.EXPORTER)
                ? ChannelBinding.of(connection.session(), type)
                : Optional.of(Certificates.digest(connection.session().getLocalCertificates()[0]));
    }

    private static Session open(LiveServer server, String password, AuthPolicy policy) throws SmtpException {
        return Session.builder(server.uri())
                .localName("me.test")
                .providers(Providers.builtIn())
                .tlsSettings(Certificates.TRUSTING)
                .credentials(Credentials.password("user", password.toCharArray()))
                .authPolicy(policy)
                .open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    @DisplayName(
            "SCRAM succeeds with the right password, on a connection in clear too, and fails with a wrong one (R116, R120)")
    void succeedsAndFails(String mechanism) throws SmtpException {
        List<String> headers = new ArrayList<>();
        try (LiveServer server = LiveServer.inClear(c -> answers(c, mechanism, s -> s, headers))) {
            try (Session session = open(server, PASSWORD, AuthPolicy.defaults())) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, "wrong", AuthPolicy.defaults()));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
            assertThat(e.mechanism()).isEqualTo(mechanism);
            assertThat(headers).containsOnly("n,,");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS"})
    @DisplayName("-PLUS binds to the connection, and a server that checks it is content (R121, R124-R127, A39)")
    void bound(String mechanism) throws SmtpException {
        List<String> headers = new ArrayList<>();
        try (LiveServer server = LiveServer.withTls(
                Certificates.server(Certificates.local()),
                false,
                c -> answers(c, "PLAIN " + mechanism, s -> s, headers))) {
            try (Session session = open(server, PASSWORD, AuthPolicy.defaults().withMechanisms(mechanism))) {
                assertThat(session.isAuthenticated()).isTrue();
            }
            String type = Runtime.version().feature() >= 25 ? "tls-exporter" : "tls-server-end-point";
            assertThat(headers).containsExactly("p=" + type + ",,");
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("a server that sees another certificate than the client does refuses (R121, A39)")
    void boundElsewhere() throws SmtpException {
        UnaryOperator<ScramServer> elsewhere = s -> new ScramServer(
                "SCRAM-SHA-256-PLUS", PASSWORD, ChannelBinding.SERVER_END_POINT, Optional.of(new byte[32]));
        try (LiveServer server = LiveServer.withTls(
                Certificates.server(Certificates.local()),
                false,
                c -> answers(c, "SCRAM-SHA-256-PLUS SCRAM-SHA-256", elsewhere, new ArrayList<>()))) {
            AuthPolicy named = AuthPolicy.defaults().withMechanisms("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
            AuthenticationException e =
                    catchThrowableOfType(AuthenticationException.class, () -> open(server, PASSWORD, named));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
            assertThat(e.mechanism()).isEqualTo("SCRAM-SHA-256-PLUS");
        }
    }

    private static final boolean HAS_EXPORTER = Runtime.version().feature() >= 25;

    /** A server whose -PLUS mechanisms know no binding that this client has: it refuses them at once, or closes. */
    private static LiveServer withOtherBinding(boolean closes, List<String> said) {
        return LiveServer.withTls(Certificates.server(Certificates.local()), true, c -> {
            LiveServer.Answers honest = answers(
                    c,
                    "SCRAM-SHA-512-PLUS SCRAM-SHA-512 SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN",
                    s -> s,
                    new ArrayList<>());
            return (line, connection) -> {
                if (line.startsWith("AUTH")) {
                    said.add(line.split(" ", -1)[1]);
                }
                if (!line.startsWith("AUTH") || !line.contains("-PLUS")) {
                    return honest.to(line, connection);
                }
                if (closes) {
                    throw new IOException("unsupported channel binding");
                }
                return "501 5.5.4 undefined error\r\n";
            };
        });
    }

    @Test
    @DisplayName("a server whose -PLUS knows another channel binding is logged in to without it (S11)")
    void otherBinding() throws SmtpException {
        List<String> said = new ArrayList<>();
        try (LiveServer server = withOtherBinding(false, said);
                Session session = open(server, PASSWORD, AuthPolicy.defaults())) {
            assertThat(session.isAuthenticated()).isTrue();
            assertThat(said)
                    .isEqualTo(
                            HAS_EXPORTER ? List.of("SCRAM-SHA-512-PLUS", "SCRAM-SHA-512") : List.of("SCRAM-SHA-512"));
        }
    }

    @Test
    @DisplayName("a list of mechanisms goes on behind a -PLUS that the server refuses before any challenge (S11)")
    void otherBindingInAList() throws SmtpException {
        List<String> said = new ArrayList<>();
        try (LiveServer server = withOtherBinding(false, said);
                Session session = open(
                        server,
                        PASSWORD,
                        AuthPolicy.defaults().withMechanisms("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))) {
            assertThat(session.isAuthenticated()).isTrue();
            assertThat(said).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a failure of -PLUS names the channel binding and the way on, also where the server just closes (S11)")
    void bindingNamed(boolean closes) {
        try (LiveServer server = withOtherBinding(closes, new ArrayList<>())) {
            assertThatThrownBy(
                            () -> open(server, PASSWORD, AuthPolicy.defaults().withMechanisms("SCRAM-SHA-256-PLUS")))
                    .isInstanceOf(closes ? ConnectionLostException.class : AuthenticationException.class)
                    .hasMessageContaining("bound to TLS by " + (HAS_EXPORTER ? "tls-exporter" : "tls-server-end-point"))
                    .hasMessageContaining("without -PLUS");
        }
    }

    @Test
    @DisplayName("a server that offers nothing but -PLUS says why that is not used by default (S11)")
    void nothingButPlus() {
        if (HAS_EXPORTER) {
            return;
        }
        try (LiveServer server = LiveServer.withTls(
                Certificates.server(Certificates.local()),
                true,
                c -> answers(c, "SCRAM-SHA-256-PLUS", s -> s, new ArrayList<>()))) {
            assertThatThrownBy(() -> open(server, PASSWORD, AuthPolicy.defaults()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("tls-server-end-point")
                    .hasMessageContaining("name it to use it");
        }
    }

    @Test
    @DisplayName("without an offer of -PLUS the client says that it could have bound (R121)")
    void couldHaveBound() throws SmtpException {
        List<String> headers = new ArrayList<>();
        try (LiveServer server = LiveServer.withTls(
                Certificates.server(Certificates.local()), true, c -> answers(c, "SCRAM-SHA-256", s -> s, headers))) {
            open(server, PASSWORD, AuthPolicy.defaults()).close();
            assertThat(headers).containsExactly("y,,");
        }
    }

    @Test
    @DisplayName("with an offer of -PLUS that the caller does not want, the client claims nothing (R121)")
    void unboundByChoice() throws SmtpException {
        List<String> headers = new ArrayList<>();
        try (LiveServer server = LiveServer.withTls(
                Certificates.server(Certificates.local()),
                true,
                c -> answers(c, "SCRAM-SHA-256 SCRAM-SHA-256-PLUS", s -> s, headers))) {
            open(server, PASSWORD, AuthPolicy.defaults().withMechanisms("SCRAM-SHA-256"))
                    .close();
            assertThat(headers).containsExactly("n,,");
        }
    }

    @Test
    @DisplayName("binding demanded where there is none is no authentication at all (R122, A39)")
    void bindingDemanded() throws SmtpException {
        List<String> headers = new ArrayList<>();
        try (LiveServer server = LiveServer.inClear(c -> answers(c, "SCRAM-SHA-1 SCRAM-SHA-256", s -> s, headers))) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class,
                    () -> open(server, PASSWORD, AuthPolicy.defaults().withMechanisms("SCRAM-SHA-256-PLUS")));
            assertThat(e).hasMessageContaining("does not offer it");
            assertThat(headers).isEmpty();
        }
    }

    @Test
    @DisplayName("a server that lies about its signature is not believed, and gets no further word (R117, A36, F28)")
    void lyingServer() throws SmtpException {
        try (LiveServer server = LiveServer.inClear(
                c -> answers(c, "SCRAM-SHA-256", ScramServer::lyingAboutItsSignature, new ArrayList<>()))) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining("signature is wrong").hasMessageContaining("the connection was closed");
            assertThat(server.inClear()).doesNotContain("QUIT", "");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, not between",
        "4095, not between",
        "1000001, not between",
        "2147483647, not between",
        "2147483648, not between",
        "0, not one of SCRAM",
        "-4096, not one of SCRAM",
        "' 4096', not one of SCRAM",
        "99999999999999999999, not between",
        "+4096, not one of SCRAM",
        "04096, not one of SCRAM",
        "'4096,', not one of SCRAM"
    })
    @DisplayName(
            "an iteration count that is too small, too large or no number gets no proof (R118, R119, A37, F28, S9)")
    void iterations(String count, String told) throws SmtpException {
        try (LiveServer server =
                LiveServer.inClear(c -> answers(c, "SCRAM-SHA-256", s -> s.withIterations(count), new ArrayList<>()))) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining(told);
            assertThat(server.inClear()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=short,s=c2FsdA==,i=4096",
                "r=%s,s=c2FsdA==,i=4096",
                "s=c2FsdA==,r=%sx,i=4096",
                "m=ext,r=%sx,s=c2FsdA==,i=4096",
                "r=%sx,s=,i=4096",
                "r=%sx,s=!!,i=4096",
                "r=%sx,i=4096",
                "r=%sx",
                "r=%sx,s=c2FsdA,i=4096",
                "r=%sx,s=c2FsdA==,i=4096,",
                "r=%sx,s=c2FsdA==,i=4096,x",
                "r=%sx,s=c2FsdA==,i=4096,x=",
                "r=%sx,s=c2FsdA== ,i=4096",
                "r=%sx\u0001,s=c2FsdA==,i=4096",
                "e=other-error"
            })
    @DisplayName(
            "a first message that breaks the grammar, or whose nonce is not ours extended, gets no proof (R116, R118, A38, S9)")
    void grammar(String serverFirst) throws SmtpException {
        try (LiveServer server = LiveServer.inClear(c -> (line, connection) -> {
            if (line.startsWith("EHLO")) {
                return "250-srv\r\n250 AUTH SCRAM-SHA-256\r\n";
            }
            if (line.startsWith("AUTH")) {
                String first = Certificates.decoded(line.split(" ", -1)[2]);
                String nonce = first.substring(first.indexOf("r=") + 2);
                return "334 " + Certificates.encoded(serverFirst.replace("%s", nonce)) + "\r\n";
            }
            return line.isEmpty() ? "220 hi\r\n" : "535 no\r\n";
        })) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining("not one of SCRAM").hasMessageContaining("the connection was closed");
            assertThat(server.inClear()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "proof"})
    @DisplayName("235 before the server has proved itself is no success (R117, A36)")
    void early(String when) throws SmtpException {
        try (LiveServer server = LiveServer.inClear(c -> {
            LiveServer.Answers honest = answers(c, "SCRAM-SHA-256", s -> s, new ArrayList<>());
            return (line, connection) -> {
                boolean now =
                        when.equals("first") ? line.startsWith("AUTH") : line.length() > 60 && !line.startsWith("AUTH");
                return now ? "235 2.7.0 trust me\r\n" : honest.to(line, connection);
            };
        })) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining("not proved").hasMessageContaining("the connection was closed");
            assertThat(server.inClear()).doesNotContain("QUIT");
        }
    }

    @Test
    @DisplayName("an error in the server's final message is named (R123)")
    void serverError() throws SmtpException {
        try (LiveServer server = LiveServer.inClear(c -> {
            LiveServer.Answers honest = answers(c, "SCRAM-SHA-256", s -> s, new ArrayList<>());
            return (line, connection) -> line.length() > 60 && !line.startsWith("AUTH")
                    ? "334 " + Certificates.encoded("e=unknown-user") + "\r\n"
                    : honest.to(line, connection);
        })) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining("unknown-user");
        }
    }

    /** A server that answers AUTH with one message and the proof with another, {@code %s} standing for the client's nonce. */
    private static LiveServer saying(String first, String last, List<String> nonces) {
        return LiveServer.inClear(c -> (line, connection) -> {
            if (line.startsWith("EHLO")) {
                return "250-srv\r\n250 AUTH SCRAM-SHA-256\r\n";
            }
            if (line.startsWith("AUTH")) {
                String message = Certificates.decoded(line.split(" ", -1)[2]);
                nonces.add(message.substring(message.indexOf("r=") + 2));
                return "334 " + Certificates.encoded(first.replace("%s", nonces.get(0))) + "\r\n";
            }
            if (line.length() > 60) {
                return "334 " + Certificates.encoded(last.replace("%s", nonces.get(0))) + "\r\n";
            }
            return line.isEmpty() ? "220 hi\r\n" : line.equals("*") ? "501 cancelled\r\n" : "221 bye\r\n";
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r=%sn0nce,s=c2FsdA==|v=AA==",
                "r=%sn0nce,s=c2FsdA==,i=1|v=AA==",
                "n0nce,s=c2FsdA==,i=4096|v=AA==",
                "r=%sn0nce,s=c2FsdA==,i=4096|v=AA==",
                "r=%sn0nce,s=c2FsdA==,i=4096|v=n0nce c2FsdA==",
                "r=%sn0nce,s=c2FsdA==,i=4096|e=n0nce c2FsdA== %s",
                "r=%sn0nce,s=c2FsdA==,i=4096|r=%sn0nce,s=c2FsdA==,i=4096"
            })
    @DisplayName("no failure of SCRAM quotes a nonce or a salt (S10)")
    void quotesNothing(String first, String last) {
        List<String> nonces = new ArrayList<>();
        try (LiveServer server = saying(first, last, nonces)) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(nonces.get(0), "n0nce", "c2FsdA");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=AAAA,", "v=", "v=AAAA ", "", "v=AAAA,x", "x=AAAA"})
    @DisplayName("a last message that breaks the grammar is a failure of the server (S9)")
    void lastGrammar(String last) {
        try (LiveServer server = saying("r=%sx,s=c2FsdA==,i=4096", last, new ArrayList<>())) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e).hasMessageContaining("not one of SCRAM").hasMessageContaining("the connection was closed");
        }
    }

    @Test
    @DisplayName("a server that asks for the first message it was given gets it once more (S2)")
    void asksAgain() throws SmtpException {
        String[] initial = new String[1];
        try (LiveServer server = LiveServer.inClear(c -> {
            LiveServer.Answers honest = answers(c, "SCRAM-SHA-256", s -> s, new ArrayList<>());
            return (line, connection) -> {
                if (line.startsWith("AUTH")) {
                    initial[0] = line;
                    return "334 \r\n";
                }
                boolean again = initial[0] != null && initial[0].endsWith(" " + line);
                return honest.to(again ? initial[0] : line, connection);
            };
        })) {
            try (Session session = open(server, PASSWORD, AuthPolicy.defaults())) {
                assertThat(session.isAuthenticated()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("iterations that take longer than AUTH may end at the limit, and the session with them (S8)")
    void iterationsEndAtTheLimit() {
        try (LiveServer server = saying("r=%sx,s=c2FsdA==,i=1000000", "v=AAAA", new ArrayList<>())) {
            assertThatThrownBy(() -> Session.builder(server.uri())
                            .localName("me.test")
                            .providers(Providers.builtIn())
                            .timeouts(Timeouts.ofAll(Duration.ofSeconds(30))
                                    .with(Timeouts.Phase.AUTH, Duration.ofMillis(50)))
                            .credentials(Credentials.password("user", PASSWORD.toCharArray()))
                            .open())
                    .isInstanceOfSatisfying(SmtpTimeoutException.class, e -> {
                        assertThat(e.limit()).isEqualTo(Duration.ofMillis(50));
                        assertThat(e.stage()).isEqualTo(Stage.AUTH);
                        assertThat(e.delivery()).isEqualTo(Delivery.NOT_SENT);
                    });
            assertThat(server.inClear()).as("no proof was sent").hasSize(2);
        }
    }

    @Test
    @DisplayName("an interrupt ends the iterations, and the session with them (S8)")
    void iterationsInterrupted() {
        Thread client = Thread.currentThread();
        Thread watcher = new Thread(
                () -> {
                    while (Arrays.stream(client.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().endsWith(".SaltedPassword"))) {
                        Thread.onSpinWait();
                    }
                    client.interrupt();
                },
                "watcher");
        watcher.setDaemon(true);
        try (LiveServer server = saying("r=%sx,s=c2FsdA==,i=1000000", "v=AAAA", new ArrayList<>())) {
            watcher.start();
            assertThatThrownBy(() -> open(server, PASSWORD, AuthPolicy.defaults()))
                    .isInstanceOf(SessionAbortedException.class)
                    .hasMessageContaining("interrupted");
            assertThat(server.inClear())
                    .as("no proof was sent")
                    .doesNotContain("QUIT")
                    .hasSizeLessThan(4);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "a user name with , and = is escaped, and one that cannot be prepared is refused before AUTH (R111, R120)")
    void preparation() throws SmtpException {
        List<String> first = new ArrayList<>();
        try (LiveServer server = LiveServer.inClear(c -> {
            LiveServer.Answers honest = answers(c, "SCRAM-SHA-256", s -> s, new ArrayList<>());
            return (line, connection) -> {
                if (line.startsWith("AUTH")) {
                    first.add(Certificates.decoded(line.split(" ", -1)[2]));
                }
                return honest.to(line, connection);
            };
        })) {
            Session.builder(server.uri())
                    .localName("me.test")
                    .providers(Providers.builtIn())
                    .tls(TlsPolicy.DISABLED)
                    .credentials(Credentials.password("a,b=c", PASSWORD.toCharArray())
                            .actingAs("bo"))
                    .open()
                    .close();
            assertThat(first).singleElement().asString().startsWith("n,a=bo,n=a=2Cb=3Dc,r=");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Session.builder(server.uri())
                            .localName("me.test")
                            .providers(Providers.builtIn())
                            .credentials(Credentials.password("u\u0007", "s3cret".toCharArray()))
                            .open())
                    .withMessageContaining("SASLprep")
                    .withMessageNotContaining("s3cret");
            assertThat(first).hasSize(1);
        }
    }
}
