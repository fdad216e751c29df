// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.Message;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Transcript;
import org.postrider.testkit.ScriptedServer;

class TranscriptTest {

    private static final String MAIL =
            "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: the text\nC: .\nS: 250-q\nS: 250 ok\n";

    private static List<String> lines(String script, java.util.function.UnaryOperator<Transcript> change)
            throws SmtpException {
        List<String> lines = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Session session = Dialogues.to(server)
                    .listener(change.apply(Transcript.to(lines::add)))
                    .open()) {
                session.send(A_TO_X, Message.ofText("the text"));
            }
            server.verify();
            lines.replaceAll(line -> line.replace(String.valueOf(server.port()), "PORT"));
        }
        return lines;
    }

    @Test
    @DisplayName(
            "the transcript tells connections, each line of both sides, and of the content its size alone (P217, P218, P220, W12, T10)")
    void transcript() throws SmtpException {
        assertThat(lines(ehlo() + MAIL + QUIT, t -> t))
                .containsExactly(
                        "* connecting to smtp://127.0.0.1:PORT",
                        "* connected to 127.0.0.1:PORT (127.0.0.1)",
                        "S: 220 hi",
                        "C: EHLO me.test",
                        "S: 250 srv",
                        "C: MAIL FROM:<a@b>",
                        "S: 250 ok",
                        "C: RCPT TO:<x@y>",
                        "S: 250 ok",
                        "C: DATA",
                        "S: 354 go",
                        "C: (10 octets of content)",
                        "C: .",
                        "S: 250-q",
                        "S: 250 ok",
                        "C: QUIT",
                        "S: 221 bye",
                        "* closed: this side closed it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunking", "eager"})
    @DisplayName(
            "of a content by BDAT the transcript has the command and the size, and no dot, which was not sent (M6)")
    void chunks(String how) throws SmtpException {
        List<String> lines = new ArrayList<>();
        boolean eager = how.equals("eager");
        String content = "C: BDAT 10 LAST\nC: the text\n";
        String script = eager
                ? "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\n" + content + "C: RSET\n" + "S: 250 ok\n".repeat(4)
                : "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nS: 250 ok\nS: 250 ok\n" + content + "S: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo("PIPELINING", "CHUNKING") + script + QUIT)) {
            try (Session session = Dialogues.to(server)
                    .chunking(!eager)
                    .eager(eager)
                    .listener(Transcript.to(lines::add))
                    .open()) {
                session.send(A_TO_X, Message.ofText("the text"));
            }
            server.verify();
        }
        assertThat(lines)
                .containsSequence("C: BDAT 10 LAST", "C: (10 octets of content)")
                .doesNotContain("C: .");
    }

    @Test
    @DisplayName("with times, each line begins with the local time to the microsecond (P217, T11)")
    void times() throws SmtpException {
        Clock clock = Clock.fixed(Instant.parse("2020-02-03T04:05:06.123456789Z"), ZoneOffset.UTC);
        assertThat(lines(ehlo() + MAIL + QUIT, t -> t.withTimes(clock)))
                .allMatch(line -> line.startsWith("04:05:06.123456 "));
        assertThat(lines(ehlo() + MAIL + QUIT, Transcript::withTimes))
                .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{6} .*"));
    }

    @Test
    @DisplayName("control octets and direction overrides are escaped (P219, A55, F13)")
    void escaped() throws SmtpException {
        String script = ehlo().replace("S: 220 hi", "S! 220 a\\x1B[2J\\0\\u202Eb\\r\\n");
        assertThat(lines(script + MAIL + QUIT, t -> t)).contains("S: 220 a\\x1B[2J\\0\\u202Eb");
    }

    @Test
    @DisplayName("a transcript can go to a log (P217, G38)")
    void logger() throws SmtpException {
        List<String> logged = new ArrayList<>();
        System.Logger logger = new System.Logger() {
            @Override
            public String getName() {
                return "test";
            }

            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void log(
                    Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
                logged.add(level + " " + text);
            }

            @Override
            public void log(
                    Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... params) {
                logged.add(level + " " + format);
            }
        };
        Transcript.to(logger, System.Logger.Level.DEBUG).commandSent("NOOP");
        assertThat(logged).containsExactly("DEBUG C: NOOP");
    }

    @Test
    @DisplayName("a listener sees every event in order: connection, commands, replies, progress, commit, end (P221)")
    void events() throws SmtpException {
        List<String> events = new ArrayList<>();
        SessionListener listener = new SessionListener() {
            @Override
            public void connecting(URI server) {
                events.add("connecting");
            }

            @Override
            public void connected(String peer) {
                events.add("connected");
            }

            @Override
            public void commandSent(String line) {
                events.add(line);
            }

            @Override
            public void replyReceived(Reply reply) {
                events.add(String.valueOf(reply.code()));
            }

            @Override
            public void contentProgress(long octets, OptionalLong size) {
                events.add("progress " + octets + " of " + size.orElse(-1));
            }

            @Override
            public void committing(Envelope envelope) {
                events.add("committing " + envelope.recipients());
            }

            @Override
            public void contentSent(long octets) {
                events.add("content " + octets);
            }

            @Override
            public void closed(String reason) {
                events.add("closed");
            }
        };
        try (ScriptedServer server = ScriptedServer.play(ehlo() + MAIL + QUIT)) {
            try (Session session = Dialogues.to(server).listener(listener).open()) {
                session.send(A_TO_X, Message.ofText("the text"));
            }
            server.verify();
        }
        assertThat(events)
                .containsExactly(
                        "connecting",
                        "connected",
                        "220",
                        "EHLO me.test",
                        "250",
                        "MAIL FROM:<a@b>",
                        "250",
                        "RCPT TO:<x@y>",
                        "250",
                        "DATA",
                        "354",
                        "progress 10 of 10",
                        "committing [x@y]",
                        "content 10",
                        "250",
                        "QUIT",
                        "221",
                        "closed");
    }
}
