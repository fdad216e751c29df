// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Delivery;
import org.postrider.Envelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.Message;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;

/** Many mails to Postfix, and what is said of each compared with what has arrived. */
class PostfixSeriesTest {

    private static final int MAILS = 3;
    /** Greeting and EHLO come before the replies to mails. */
    private static final int REPLIES_BEFORE = 2;

    private static RealServer postfix;

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

    private static Mail mail(String subject, String... recipients) {
        return Mail.of(
                Envelope.from("ana@example.org").toAll(List.of(recipients)).build(),
                Message.ofText(
                        "From: ana@example.org\nSubject: " + subject + "\n\n.dots\n..\n" + "x".repeat(3000) + "\n"));
    }

    private static String subject(MailOutcome outcome) {
        String text = new String(
                outcome.mail()
                        .message()
                        .octets()
                        .map(octets -> {
                            byte[] copy = new byte[octets.remaining()];
                            octets.get(copy);
                            return copy;
                        })
                        .orElseThrow(),
                StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith("Subject: "))
                .findFirst()
                .orElseThrow()
                .substring("Subject: ".length());
    }

    /** How often each subject has arrived, once Postfix has nothing left to deliver. */
    private static Map<String, Integer> arrived() throws IOException {
        String last = "last-" + System.nanoTime();
        try (Session session = postfix.to("smtp", "SMTP_PORT").open()) {
            Mail mail = mail(last, "bo@example.net");
            session.send(mail.envelope().orElseThrow(), mail.message());
        }
        postfix.delivered("bo", last);
        Path delivered = Path.of(postfix.variable("DELIVERED"));
        Path spool = delivered.resolveSibling("spool");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!isEmpty(spool.resolve("incoming")) || !isEmpty(spool.resolve("active"))) {
            assertThat(System.nanoTime()).as("Postfix still delivers").isLessThan(end);
            Thread.onSpinWait();
        }
        Map<String, Integer> subjects = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(delivered.resolve("bo/new"))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    if (line.startsWith("Subject: ")) {
                        subjects.merge(line.substring("Subject: ".length()), 1, Integer::sum);
                    }
                }
            }
        }
        return subjects;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.noneMatch(Files::isRegularFile);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 32})
    @DisplayName(
            "forty mails, some refused by Postfix, each with its own fate, with and without a window (R141, R144, R158)")
    void mixed(int window) throws IOException {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String subject = "mixed-" + window + "-" + i;
            mails.add(
                    switch (i % 8) {
                        case 3 -> mail(subject, "nobody@example.net");
                        case 5 -> mail(subject, "full@example.net", "bo@example.net");
                        case 6 -> mail(subject, "full@example.net", "nobody@example.net");
                        default -> mail(subject, "bo@example.net");
                    });
        }
        List<MailOutcome> outcomes = new ArrayList<>();
        try (Session session = postfix.to("smtp", "SMTP_PORT").window(window).open()) {
            session.sendAll(mails, outcomes::add);
            assertThat(session.isOpen()).isTrue();
        }
        assertThat(outcomes).extracting(MailOutcome::mail).containsExactlyElementsOf(mails);
        Map<String, Integer> arrived = arrived();
        for (int i = 0; i < 40; i++) {
            boolean refused = i % 8 == 3 || i % 8 == 6;
            String subject = "mixed-" + window + "-" + i;
            assertThat(outcomes.get(i).delivery())
                    .as(subject)
                    .isEqualTo(refused ? Delivery.REFUSED : Delivery.DELIVERED);
            assertThat(arrived.getOrDefault(subject, 0)).as(subject).isEqualTo(refused ? 0 : 1);
            if (i % 8 == 5) {
                assertThat(outcomes.get(i).recipients().get(0).delivery()).isEqualTo(Delivery.REFUSED);
            }
        }
    }

    @Test
    @DisplayName("eager, one mail after another, the refused among them")
    void eager() throws IOException {
        try (Session session = postfix.to("smtp", "SMTP_PORT").eager(true).open()) {
            for (int i = 0; i < 6; i++) {
                Mail mail = mail("eager-" + i, i % 3 == 1 ? "nobody@example.net" : "bo@example.net");
                try {
                    SendResult result = session.send(mail.envelope().orElseThrow(), mail.message());
                    assertThat(result.reply().text()).contains("queued as");
                    assertThat(i % 3).isNotEqualTo(1);
                } catch (SmtpException e) {
                    assertThat(i % 3).isEqualTo(1);
                    assertThat(e.delivery()).isEqualTo(Delivery.REFUSED);
                }
            }
        }
        Map<String, Integer> arrived = arrived();
        for (int i = 0; i < 6; i++) {
            assertThat(arrived.getOrDefault("eager-" + i, 0)).isEqualTo(i % 3 == 1 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(FaultyRelay.Fault.class)
    @DisplayName(
            "a fault at each place in the dialogue: what is told delivered has arrived, what is told refused or not sent has not (F16, F34, A60)")
    void faultAtEachPlace(FaultyRelay.Fault fault) throws IOException {
        Map<String, Delivery> told = new LinkedHashMap<>();
        int inDoubt = 0;
        for (int window : new int[] {0, 2, 8}) {
            for (int place = REPLIES_BEFORE; place < REPLIES_BEFORE + MAILS * 4; place++) {
                List<MailOutcome> outcomes = sendThrough(fault, window, place);
                outcomes.forEach(outcome -> told.put(subject(outcome), outcome.delivery()));
                long doubtful = count(outcomes, Delivery.IN_DOUBT);
                inDoubt += (int) doubtful;
                if (window == 0) {
                    // One content at a time can be in doubt, and what was proved before the fault stays delivered.
                    assertThat(doubtful).isLessThanOrEqualTo(1);
                    assertThat(count(outcomes, Delivery.DELIVERED))
                            .isGreaterThanOrEqualTo(Math.max(0, (place - REPLIES_BEFORE) / 4 - 1));
                }
            }
        }
        assertThat(told).hasSize(3 * MAILS * 4 * MAILS);
        assertThat(inDoubt).isPositive();
        Map<String, Integer> arrived = arrived();
        told.forEach((subject, delivery) -> {
            int times = arrived.getOrDefault(subject, 0);
            switch (delivery) {
                case DELIVERED -> assertThat(times).as(subject + " " + delivery).isEqualTo(1);
                case REFUSED, NOT_SENT ->
                    assertThat(times).as(subject + " " + delivery).isZero();
                case IN_DOUBT -> assertThat(times).as(subject + " " + delivery).isBetween(0, 1);
            }
        });
    }

    private static long count(List<MailOutcome> outcomes, Delivery delivery) {
        return outcomes.stream()
                .filter(outcome -> outcome.delivery() == delivery)
                .count();
    }

    private static List<MailOutcome> sendThrough(FaultyRelay.Fault fault, int window, int place) throws IOException {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            mails.add(mail(fault + "-" + window + "-" + place + "-" + i, "bo@example.net"));
        }
        List<MailOutcome> outcomes = new ArrayList<>();
        int port = Integer.parseInt(postfix.variable("SMTP_PORT"));
        Duration patience = fault == FaultyRelay.Fault.FORGET ? Duration.ofMillis(400) : Duration.ofSeconds(20);
        try (FaultyRelay relay = new FaultyRelay(port, fault, place)) {
            try (Session session = Session.builder("smtp://127.0.0.1:" + relay.port())
                    .localName("me.test")
                    .tls(TlsPolicy.DISABLED)
                    .timeouts(Timeouts.ofAll(patience).with(Timeouts.Phase.GREETING, Duration.ofSeconds(20)))
                    .window(window)
                    .open()) {
                session.sendAll(mails, outcomes::add);
            }
        }
        assertThat(outcomes).extracting(MailOutcome::mail).containsExactlyElementsOf(mails);
        return outcomes;
    }
}
