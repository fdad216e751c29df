// SPDX-License-Identifier: Apache-2.0
package org.postrider.samples.xclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.Greeting;
import org.postrider.Message;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.testkit.ScriptedServer;

class XclientTest {

    private static final String GREETED = "S: 220 hi\nC: EHLO me.test\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";

    private static Session.Builder to(ScriptedServer server, String address, String name) throws UnknownHostException {
        return Session.builder(server.uri())
                .localName("me.test")
                .providers(Providers.builtIn().withFirst(new XclientProvider(InetAddress.getByName(address), name)))
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)));
    }

    private static SmtpException refused(Session.Builder builder) {
        return catchThrowableOfType(SmtpException.class, builder::open);
    }

    @ParameterizedTest
    @CsvSource({
        "XCLIENT NAME ADDR PORT, 192.0.2.7, spike.example.org, NAME=spike.example.org ADDR=192.0.2.7",
        "xclient addr, 192.0.2.7, spike.example.org, ADDR=192.0.2.7",
        "XCLIENT NAME ADDR, 2001:db8::1, '', NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8:0:0:0:0:0:1",
    })
    @DisplayName("the extension says its verb, greets again, and what the second EHLO offers counts (R200)")
    void spokenFor(String keyword, String address, String name, String said) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(GREETED + "S: 250-srv\nS: 250-PIPELINING\nS: 250 " + keyword
                + "\nC: XCLIENT " + said + "\nS: 220 once more\nC: EHLO me.test\nS: 250-srv\nS: 250 " + keyword
                + "\nC: MAIL FROM:<a@b>\n@quiet 50ms\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\n"
                + "S: 250 ok\nC: MAIL FROM:<a@b>\nS: 550 no\nC: RSET\nS: 250 ok\n" + QUIT)) {
            Envelope envelope = Envelope.from("a@b").to("x@y").build();
            try (Session session = to(server, address, name).open()) {
                assertThat(session.capabilities().has("PIPELINING")).isFalse();
                session.send(envelope, Message.ofText("hi\n"));
                refusedMail(session, envelope);
            }
            server.verify();
        }
    }

    private static void refusedMail(Session session, Envelope envelope) {
        assertThat(catchThrowableOfType(SmtpException.class, () -> session.send(envelope, Message.ofText("hi\n"))))
                .isNotNull();
    }

    @Test
    @DisplayName("a session that greets later says it before its first mail, and not twice")
    void later() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 XCLIENT ADDR\n"
                + "C: XCLIENT ADDR=192.0.2.7\nS: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 XCLIENT ADDR\n" + QUIT)) {
            try (Session session =
                    to(server, "192.0.2.7", "").greeting(Greeting.LATER).open()) {
                session.greetIfNeeded();
                session.greetIfNeeded();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("a server that does not offer it, or no attribute of it, is not told")
    void notOffered() throws Exception {
        for (String keywords : new String[] {"S: 250 srv\n", "S: 250-srv\nS: 250 XCLIENT PORT\n"}) {
            try (ScriptedServer server = ScriptedServer.play(GREETED + keywords + QUIT)) {
                to(server, "192.0.2.7", "").open().close();
                server.verify();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {421, 550})
    @DisplayName("a refusal is the extension's own exception, and the session is not opened")
    void refusal(int code) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(GREETED + "S: 250-srv\nS: 250 XCLIENT ADDR\n"
                + "C: XCLIENT ADDR=192.0.2.7\nS: " + code + " no\n" + (code == 421 ? "" : QUIT))) {
            SmtpException e = refused(to(server, "192.0.2.7", ""));
            assertThat(e).isInstanceOf(XclientRefusedException.class);
            assertThat(e.reply().orElseThrow().code()).isEqualTo(code);
            server.verify();
        }
    }

    @Test
    @DisplayName("a name that could carry another attribute is refused when it is given (A10)")
    void badName() throws Exception {
        for (String bad : new String[] {"a b", "a=b", "a\r\nQUIT", "\u00E9"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new XclientProvider(InetAddress.getByName("192.0.2.7"), bad));
        }
    }
}
