// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
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
import org.postrider.Credentials;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
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
            try (Session session = open(server, PASSWORD, AuthPolicy.defaults())) {
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
                c -> answers(c, "SCRAM-SHA-256-PLUS", elsewhere, new ArrayList<>()))) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, PASSWORD, AuthPolicy.defaults()));
            assertThat(e.reply().orElseThrow().code()).isEqualTo(535);
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
        "2147483648, not one of SCRAM",
        "0, not one of SCRAM",
        "-4096, not one of SCRAM",
        "' 4096', not one of SCRAM",
        "99999999999999999999, not one of SCRAM"
    })
    @DisplayName("an iteration count that is too small, too large or no number gets no proof (R118, R119, A37, F28)")
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
                "r=%sx\u0001,s=c2FsdA==,i=4096",
                "",
                "e=other-error"
            })
    @DisplayName(
            "a first message that breaks the grammar, or whose nonce is not ours extended, gets no proof (R116, R118, A38)")
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
            assertThat(e).hasMessageContaining("not one of SCRAM");
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
