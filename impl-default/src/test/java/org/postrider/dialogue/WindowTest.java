// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.Providers;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.SenderRefusedException;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.spi.Dialect;
import org.postrider.testkit.ScriptedServer;

/** {@link Session#sendAll} with a window: whole transactions in flight. */
class WindowTest {

    private static final String OK = "S: 250 ok\n";
    /** The replies to one mail: to MAIL, RCPT, BDAT and RSET. */
    private static final String ACCEPTED = OK + OK + OK + OK;

    private static String group(int mail) {
        return "C: MAIL FROM:<a" + mail + "@b>\nC: RCPT TO:<x" + mail + "@y>\nC: BDAT 8 LAST\nC: mail " + mail
                + "\nC: RSET\n";
    }

    private static String groups(int from, int to) {
        StringBuilder script = new StringBuilder();
        for (int i = from; i <= to; i++) {
            script.append(group(i));
        }
        return script.toString();
    }

    private static Mail mail(int number, Message message) {
        return Mail.of(
                Envelope.from("a" + number + "@b").to("x" + number + "@y").build(), message);
    }

    private static Mail mail(int number) {
        return mail(number, Message.ofText("mail " + number + "\n"));
    }

    private static List<Mail> mails(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(WindowTest::mail).toList();
    }

    private static ScriptedServer server(String script) {
        return ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + script);
    }

    private static List<MailOutcome> sendAll(ScriptedServer server, int window, List<Mail> mails) throws SmtpException {
        List<MailOutcome> outcomes = new ArrayList<>();
        try (Session session = Dialogues.to(server)
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(5))
                        .with(Timeouts.Phase.VERDICT, Duration.ofMillis(300))
                        .with(Timeouts.Phase.RSET, Duration.ofMillis(300)))
                .window(window)
                .open()) {
            session.sendAll(mails, outcomes::add);
        }
        assertThat(outcomes).extracting(MailOutcome::mail).containsExactlyElementsOf(mails);
        return outcomes;
    }

    private static List<MailOutcome> play(String script, int window, int mails) throws SmtpException {
        try (ScriptedServer server = server(script)) {
            List<MailOutcome> outcomes = sendAll(server, window, mails(mails));
            server.verify();
            return outcomes;
        }
    }

    private static List<Delivery> deliveries(List<MailOutcome> outcomes) {
        return outcomes.stream().map(MailOutcome::delivery).toList();
    }

    @Test
    @DisplayName(
            "transactions leave without waiting for any reply, small ones together in one write (R138, R145, R150)")
    void inFlight() throws SmtpException {
        try (ScriptedServer server = server(groups(1, 3) + "@quiet 50ms\n" + ACCEPTED.repeat(3) + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, 8, mails(3));
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
            int one = "MAIL FROM:<a1@b>\r\nRCPT TO:<x1@y>\r\nBDAT 8 LAST\r\nmail 1\r\nRSET\r\n".length();
            assertThat(server.reads()).contains(3 * one);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 no spam", "502 no spam", "504 no spam"})
    @DisplayName(
            "after a BDAT that was accepted, a 50x to another is about its message: the next ones keep their own verdicts")
    void refusedAfterAccepted(String refusal) throws SmtpException {
        List<MailOutcome> outcomes =
                play(groups(1, 3) + ACCEPTED + OK + OK + "S: " + refusal + "\n" + OK + ACCEPTED + QUIT, 4, 3);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.DELIVERED);
    }

    @Test
    @DisplayName("a 500 whose enhanced status code is not about the protocol refuses a message, and not BDAT")
    void refusedByPolicy() throws SmtpException {
        List<MailOutcome> outcomes =
                play(groups(1, 2) + OK + OK + "S: 500 5.7.1 no spam\n" + OK + ACCEPTED + QUIT, 4, 2);
        assertThat(deliveries(outcomes)).containsExactly(Delivery.REFUSED, Delivery.DELIVERED);
    }

    @Test
    @DisplayName("no more than the window is in flight: the next one waits for the oldest verdict")
    void bounded() throws SmtpException {
        List<MailOutcome> outcomes = play(
                groups(1, 2) + "@quiet 50ms\n" + OK + OK + "@quiet 50ms\n" + OK + group(3) + "@quiet 50ms\n" + OK
                        + ACCEPTED + group(4) + ACCEPTED + ACCEPTED + QUIT,
                2,
                4);
        assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
    }

    @Test
    @DisplayName(
            "a window is refilled with the first verdict: at a distance, room that waits is time that is lost (R138)")
    void refilledAtOnce() throws SmtpException {
        List<MailOutcome> outcomes =
                play(groups(1, 8) + OK + OK + OK + group(9) + OK + ACCEPTED.repeat(8) + QUIT, 8, 9);
        assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
    }

    @Test
    @DisplayName("a mail that is refused in mid-window costs only itself, wherever it is refused (R141, R144, R158)")
    void refusals() throws SmtpException {
        List<MailOutcome> outcomes = play(
                groups(1, 6) + ACCEPTED + "S: 550 sender\nS: 503 x\nS: 503 x\n" + OK + OK
                        + "S: 550 nobody\nS: 554 no recipients\n" + OK + OK + OK + "S: 552 spam\n" + OK
                        + OK.repeat(2) + "S: 451 later\n" + OK + ACCEPTED + QUIT,
                6,
                6);
        assertThat(deliveries(outcomes))
                .containsExactly(
                        Delivery.DELIVERED,
                        Delivery.REFUSED,
                        Delivery.REFUSED,
                        Delivery.REFUSED,
                        Delivery.REFUSED,
                        Delivery.DELIVERED);
        assertThat(outcomes.get(1).failure())
                .get()
                .isInstanceOfSatisfying(
                        SenderRefusedException.class,
                        e -> assertThat(e.refusal().text()).isEqualTo("sender"));
        assertThat(outcomes.get(2).failure()).get().isInstanceOf(RecipientsRefusedException.class);
        assertThat(outcomes.get(3).failure())
                .get()
                .isInstanceOfSatisfying(
                        DataRefusedException.class,
                        e -> assertThat(e.isRetryable()).isFalse());
        assertThat(outcomes.get(4).failure())
                .get()
                .isInstanceOfSatisfying(
                        DataRefusedException.class,
                        e -> assertThat(e.isRetryable()).isTrue());
    }

    @Test
    @DisplayName("a mail goes to the recipients that were accepted, and says who was not")
    void someRefused() throws SmtpException {
        Mail two = Mail.of(Envelope.from("a@b").to("x@y").to("z@w").build(), Message.ofText("hi\n"));
        try (ScriptedServer server = server("C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: RCPT TO:<z@w>\nC: BDAT 4 LAST\n"
                + "C: hi\nC: RSET\n" + OK + "S: 550 no\n" + OK + "S: 250 queued\n" + OK + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, 4, List.of(two));
            server.verify();
            assertThat(outcomes.get(0).recipients())
                    .extracting(RecipientOutcome::delivery)
                    .containsExactly(Delivery.REFUSED, Delivery.DELIVERED);
            assertThat(outcomes.get(0).orThrow().reply().text()).isEqualTo("queued");
        }
    }

    private static Stream<Arguments> places(String... faults) {
        return IntStream.range(0, 12)
                .boxed()
                .flatMap(place -> Stream.of(faults).map(fault -> Arguments.of(place, fault)));
    }

    private static Stream<Arguments> ends() {
        return places("@close", "@reset", "S! 2\n@close", "S: 421 bye\n@close");
    }

    @ParameterizedTest
    @MethodSource("ends")
    @DisplayName(
            "the session ends between the replies to three mails, at each place: verdicts that were read count, and a 421 leaves no doubt (V1, F16, F34)")
    void endAtEachPlace(int place, String end) throws SmtpException {
        boolean announced = end.contains("421");
        try (ScriptedServer server = server(groups(1, 3) + OK.repeat(place) + end + "\n")) {
            List<MailOutcome> outcomes = sendAll(server, 3, mails(5));
            List<Delivery> deliveries = deliveries(outcomes);
            for (int mail = 0; mail < 3; mail++) {
                boolean read = place > 4 * mail + 2;
                assertThat(deliveries.get(mail))
                        .isEqualTo(read ? Delivery.DELIVERED : announced ? Delivery.NOT_SENT : Delivery.IN_DOUBT);
            }
            assertThat(deliveries.subList(3, 5)).doesNotContain(Delivery.DELIVERED, Delivery.REFUSED);
            if (announced) {
                assertThat(outcomes.subList(3, 5)).allMatch(MailOutcome::isRetryable);
            }
            if (place < 2) {
                assertThat(deliveries.get(3)).isEqualTo(Delivery.NOT_SENT);
                assertThat(outcomes.get(4).failure()).get().isInstanceOf(NotConnectedException.class);
            }
        }
    }

    private static Stream<Arguments> violations() {
        return places("no reply\\r\\n", "354 go\\r\\n", "250 ok\\r\\n", "550 x\\r\\n");
    }

    @ParameterizedTest
    @MethodSource("violations")
    @DisplayName(
            "a violation between the replies to three mails, at each place: every mail since the last proof is in doubt, with the reply that was read (V1, A60)")
    void violationAtEachPlace(int place, String fault) throws SmtpException {
        String ok = "250 ok\\r\\n";
        try (ScriptedServer server =
                server(groups(1, 3) + "S! " + ok.repeat(place) + fault + ok.repeat(12 - place) + "\nC<EOF\n")) {
            List<MailOutcome> outcomes = sendAll(server, 3, mails(3));
            assertThat(deliveries(outcomes)).containsOnly(Delivery.IN_DOUBT);
            assertThat(outcomes).noneMatch(MailOutcome::isRetryable);
            assertThat(outcomes.get(0).failure()).get().isInstanceOf(ProtocolViolationException.class);
            if (place > 2) {
                assertThat(outcomes.get(0)
                                .recipients()
                                .get(0)
                                .reply()
                                .orElseThrow()
                                .text())
                        .isEqualTo("ok");
            }
        }
    }

    @Test
    @DisplayName(
            "an enhanced status code that no other command can have proves a verdict at once, and all before it (V1)")
    void statusCodeProves() throws SmtpException {
        String replies = "S: 250 2.1.0 ok\nS: 250 2.1.5 ok\nS: 250 2.0.0 queued\nS: 250 2.0.0 reset\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING", "ENHANCEDSTATUSCODES")
                + groups(1, 3)
                + replies.repeat(2)
                + "S: 250 2.1.0 ok\nS! gibberish\\r\\n\nC<EOF\n")) {
            assertThat(deliveries(sendAll(server, 3, mails(3))))
                    .containsExactly(Delivery.DELIVERED, Delivery.DELIVERED, Delivery.IN_DOUBT);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "2.1.5 is the status of a recipient and no verdict: what came since the last proof is in doubt (V9, V10)")
    void statusCodeOfAnotherCommand() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING", "ENHANCEDSTATUSCODES")
                + groups(1, 2)
                + "S! 250 2.1.0 ok\\r\\n250 2.1.0 again\\r\\n250 2.1.5 ok\\r\\n250 2.0.0 queued\\r\\n\nC<EOF\n")) {
            List<MailOutcome> outcomes = sendAll(server, 2, mails(2));
            assertThat(deliveries(outcomes)).containsOnly(Delivery.IN_DOUBT);
            assertThat(outcomes.get(0).recipients().get(0).reply().orElseThrow().text())
                    .isEqualTo("2.1.5 ok");
        }
    }

    @Test
    @DisplayName(
            "a server that ends the session by refusing RSET: what it answered counts, and what came after was not executed (L4)")
    void endAtReset() throws SmtpException {
        List<MailOutcome> outcomes = play(
                groups(1, 3) + ACCEPTED + OK + "S: 550 nobody\nS: 503 x\nS: 554 Too many nonmail commands\n@close\n",
                3,
                4);
        assertThat(deliveries(outcomes))
                .containsExactly(Delivery.DELIVERED, Delivery.REFUSED, Delivery.NOT_SENT, Delivery.NOT_SENT);
        assertThat(outcomes.get(2).isRetryable()).isTrue();
    }

    @Test
    @DisplayName(
            "a reply that is none comes while a large content is being written: whatever has begun to arrive is in doubt (F16, A60)")
    void faultInContent() throws Exception {
        Message large = Message.ofText("x".repeat(250_000) + "\n");
        List<Mail> mails =
                IntStream.rangeClosed(1, 60).mapToObj(i -> mail(i, large)).toList();
        for (int round = 0; round < 10; round++) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                CompletableFuture<Integer> begun = CompletableFuture.supplyAsync(() -> contentsBegun(listener));
                List<MailOutcome> outcomes = new ArrayList<>();
                try (Session session = Session.builder("smtp://127.0.0.1:" + listener.getLocalPort())
                        .localName("me.test")
                        .providers(Providers.builtIn())
                        .window(60)
                        .open()) {
                    session.sendAll(mails, outcomes::add);
                }
                int count = begun.get(10, TimeUnit.SECONDS);
                assertThat(count).isPositive();
                assertThat(deliveries(outcomes)).hasSize(60).doesNotContain(Delivery.DELIVERED, Delivery.REFUSED);
                assertThat(deliveries(outcomes).subList(0, count)).containsOnly(Delivery.IN_DOUBT);
            }
        }
    }

    /** Answers the first MAIL by 354 when there is some content behind it, and then listens to the end. */
    private static int contentsBegun(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            out.write("220 hi\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {}
            out.write("250-srv\r\n250-PIPELINING\r\n250 CHUNKING\r\n".getBytes(StandardCharsets.US_ASCII));
            String heard = new String(in.readNBytes(100_000), StandardCharsets.US_ASCII);
            out.write("354 go\r\n".getBytes(StandardCharsets.US_ASCII));
            heard += new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return heard.split(" LAST\r\n", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a server that reads no further until it has judged has the time for a verdict, not that for a write")
    void slowVerdict() throws SmtpException {
        int count = 60;
        StringBuilder script = new StringBuilder();
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            script.append("C: MAIL FROM:<a" + i + "@b>\nC: RCPT TO:<x" + i + "@y>\nC: BDAT 250002 LAST\nC* 250002\n")
                    .append(i == 1 ? "@pause 600ms\n" : "")
                    .append(OK.repeat(3))
                    .append("C: RSET\n" + OK);
            mails.add(mail(i, Message.ofText("x".repeat(250_000) + "\n")));
        }
        try (ScriptedServer server = server(script + QUIT)) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .timeouts(Timeouts.ofAll(Duration.ofSeconds(5)).with(Timeouts.Phase.BLOCK, Duration.ofMillis(200)))
                    .window(count)
                    .open()) {
                session.sendAll(mails, outcomes::add);
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName(
            "a server that forgets the reply to the last RSET: the verdicts that were read count at the deadline (V1, F34)")
    void forgotten() throws SmtpException {
        try (ScriptedServer server = server(groups(1, 3) + OK.repeat(11) + "@silence\n")) {
            assertThat(deliveries(sendAll(server, 3, mails(3)))).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("a server that takes a message although it refused all its recipients is out of step (A60)")
    void contradiction() throws SmtpException {
        assertThat(deliveries(play(groups(1, 2) + OK + "S: 550 no\n" + OK + OK + ACCEPTED + "C<EOF\n", 2, 2)))
                .containsOnly(Delivery.IN_DOUBT);
        assertThat(deliveries(play(groups(1, 2) + "S: 550 no\n" + OK + OK + OK + ACCEPTED + "C<EOF\n", 2, 2)))
                .containsOnly(Delivery.IN_DOUBT);
    }

    @Test
    @DisplayName("a server that refuses RSET and goes on is out of step (A60)")
    void resetRefused() throws SmtpException {
        assertThat(deliveries(play(groups(1, 2) + OK + OK + OK + "S: 502 no\n" + ACCEPTED + "C<EOF\n", 2, 2)))
                .containsOnly(Delivery.IN_DOUBT);
    }

    @Test
    @DisplayName("what is proved is told at once, and stays delivered when the connection dies behind it")
    void provedStays() throws SmtpException {
        StringBuilder script = new StringBuilder();
        for (int i = 1; i <= 9; i++) {
            script.append(group(i)).append(ACCEPTED);
        }
        for (int i = 10; i <= 16; i++) {
            script.append(group(i).replace("BDAT 8", "BDAT 9")).append(ACCEPTED);
        }
        script.append(group(17).replace("BDAT 8", "BDAT 9")).append("@close\n");
        List<MailOutcome> outcomes = play(script.toString(), 1, 18);
        assertThat(deliveries(outcomes).subList(0, 16)).containsOnly(Delivery.DELIVERED);
        assertThat(deliveries(outcomes).subList(16, 18)).containsExactly(Delivery.IN_DOUBT, Delivery.NOT_SENT);
    }

    @Test
    @DisplayName(
            "a listener that stops a mail stops what waits to leave with it: nothing was sent, and all are told so")
    void listenerStops() throws SmtpException {
        try (ScriptedServer server = server("C<EOF\n")) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session = Dialogues.to(server)
                    .window(8)
                    .listener(new SessionListener() {
                        @Override
                        public void committing(Envelope envelope) {
                            if (envelope.recipients().get(0).toString().equals("x2@y")) {
                                throw new IllegalStateException("stop");
                            }
                        }
                    })
                    .open()) {
                assertThatThrownBy(() -> session.sendAll(mails(3), outcomes::add))
                        .hasMessage("stop");
                assertThat(session.isOpen()).isFalse();
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.NOT_SENT, Delivery.NOT_SENT);
        }
    }

    @Test
    @DisplayName("a large message, and one that can be read once only, is sent alone when all before it is proved")
    void alone() throws SmtpException {
        int size = 256 * 1024;
        Message large = Message.ofText("x".repeat(size) + "\n");
        Message once = Message.ofStream(new ByteArrayInputStream("mail 3\r\n".getBytes(StandardCharsets.US_ASCII)));
        try (ScriptedServer server = server(group(1) + ACCEPTED
                + "C: MAIL FROM:<a2@b>\nC: RCPT TO:<x2@y>\nC: DATA\n@quiet 50ms\n"
                + OK + OK + "S: 354 go\nC* " + (size + 2) + "\nC: .\n" + OK
                + "C: MAIL FROM:<a3@b>\nC: RCPT TO:<x3@y>\nC: DATA\n@quiet 50ms\n" + OK + OK
                + "S: 354 go\nC: mail 3\nC: .\n" + OK
                + group(4) + ACCEPTED + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, 8, List.of(mail(1), mail(2, large), mail(3, once), mail(4)));
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 32 * 1024 - 80, 32 * 1024 - 40, 32 * 1024, 100_000, 256 * 1024 - 2})
    @DisplayName("contents of any size arrive as they are")
    void sizes(int size) throws SmtpException {
        StringBuilder script = new StringBuilder();
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            script.append("C: MAIL FROM:<a" + i + "@b>\nC: RCPT TO:<x" + i + "@y>\nC: BDAT " + (size + 2)
                            + " LAST\nC: ")
                    .append("x".repeat(size))
                    .append("\nC: RSET\n");
            mails.add(mail(i, Message.ofText("x".repeat(size) + "\n")));
        }
        try (ScriptedServer server = server(script + ACCEPTED.repeat(3) + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, 8, mails);
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName(
            "a server that talks much and reads nothing while it talks: neither side waits for the other (R146, A70)")
    void eloquence() throws SmtpException {
        int count = 120;
        String much = ("S: 250-" + "y".repeat(400) + "\n").repeat(60) + OK;
        StringBuilder script = new StringBuilder();
        List<Mail> mails = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            script.append("C: MAIL FROM:<a" + i + "@b>\n" + much + "C: RCPT TO:<x" + i + "@y>\n" + much)
                    .append("C: BDAT 60002 LAST\nC* 60002\n" + much + "C: RSET\n" + much);
            mails.add(mail(i, Message.ofText("x".repeat(60_000) + "\n")));
        }
        try (ScriptedServer server = server(script + QUIT)) {
            List<MailOutcome> outcomes = sendAll(server, 100, mails);
            server.verify();
            assertThat(deliveries(outcomes)).containsOnly(Delivery.DELIVERED);
        }
    }

    @Test
    @DisplayName("however many mails there are, no more than some windows of them are unproved")
    void boundedMemory() throws SmtpException {
        UnaryOperator<String> server = line -> line.isEmpty()
                ? "220 hi\r\n"
                : line.startsWith("EHLO")
                        ? "250-srv\r\n250-PIPELINING\r\n250 CHUNKING\r\n"
                        : line.startsWith("x") ? "" : "250 ok\r\n";
        int window = 4;
        int[] handedOut = new int[1];
        int[] told = new int[1];
        int[] most = new int[1];
        Iterator<Mail> many = Stream.generate(() -> mail(1, Message.ofText("x\n")))
                .limit(5000)
                .peek(mail -> most[0] = Math.max(most[0], ++handedOut[0] - told[0]))
                .iterator();
        try (Session session = Session.builder("memory://host")
                .localName("me.test")
                .providers(Providers.builtIn()
                        .withLast(new MemoryTransport.Provider(Dialect.smtp(), server, new StringBuilder())))
                .window(window)
                .open()) {
            session.sendAll(() -> many, outcome -> {
                told[0]++;
                assertThat(outcome.delivery()).isEqualTo(Delivery.DELIVERED);
            });
        }
        assertThat(told[0]).isEqualTo(5000);
        assertThat(most[0]).isBetween(window, 16 * window + 1);
    }

    @Test
    @DisplayName("a window is 0 to 1000 transactions")
    void limits() {
        Session.Builder builder = Session.builder("smtp://host");
        assertThatThrownBy(() -> builder.window(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.window(1001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1001");
        builder.window(0).window(1000);
    }

    @Test
    @DisplayName(
            "without CHUNKING, or if all are to get the message or nobody, the next envelope goes behind the content")
    void notPossible() throws SmtpException {
        String ahead = "C: MAIL FROM:<a1@b>\nC: RCPT TO:<x1@y>\nC: DATA\n" + OK + OK + "S: 354 go\nC: mail 1\nC: .\n"
                + OK + QUIT;
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING") + ahead)) {
            assertThat(deliveries(sendAll(server, 8, mails(1)))).containsExactly(Delivery.DELIVERED);
            server.verify();
        }
        try (ScriptedServer server = server(
                "C: MAIL FROM:<a1@b>\nC: RCPT TO:<x1@y>\n@quiet 50ms\n" + OK + "S: 550 no\nC: RSET\n" + OK + QUIT)) {
            List<MailOutcome> outcomes = new ArrayList<>();
            try (Session session =
                    Dialogues.to(server).window(8).partialAcceptance(false).open()) {
                session.sendAll(Collections.singleton(mail(1)), outcomes::add);
            }
            server.verify();
            assertThat(deliveries(outcomes)).containsExactly(Delivery.REFUSED);
        }
    }
}
