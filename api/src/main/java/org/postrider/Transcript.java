// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.net.URI;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.postrider.internal.Escape;

/**
 * Writes a session as a dialogue of {@code C:} and {@code S:} lines, escaped, without secrets and without the content, of which it
 * shows only the size. Thread-safe if its sink is.
 */
public final class Transcript implements SessionListener {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS ", Locale.ROOT);

    private final Consumer<String> sink;
    private final Clock clock;
    private final boolean timed;
    /** Whether the content in progress goes by BDAT, which no dot ends. */
    private volatile boolean inChunks;

    private Transcript(Consumer<String> sink, Clock clock, boolean timed) {
        this.sink = sink;
        this.clock = clock;
        this.timed = timed;
    }

    /**
     * A transcript without time stamps.
     *
     * @param sink takes each line, such as {@code System.err::println}
     * @return the listener
     */
    public static Transcript to(Consumer<String> sink) {
        Objects.requireNonNull(sink, "sink");
        return new Transcript(sink, Clock.system(ZoneId.systemDefault()), false);
    }

    /**
     * A transcript in a log.
     *
     * @param logger takes each line
     * @param level at this level
     * @return the listener
     */
    public static Transcript to(System.Logger logger, System.Logger.Level level) {
        Objects.requireNonNull(logger, "logger");
        Objects.requireNonNull(level, "level");
        return to(line -> logger.log(level, line));
    }

    /** {@return the same transcript with the local time, to the microsecond, before each line} */
    public Transcript withTimes() {
        return withTimes(clock);
    }

    /**
     * The same transcript with times from a clock.
     *
     * @param source gives instant and zone
     * @return a changed copy
     */
    public Transcript withTimes(Clock source) {
        Objects.requireNonNull(source, "source");
        return new Transcript(sink, source, true);
    }

    @Override
    public void connecting(URI server) {
        Objects.requireNonNull(server, "server");
        write("* connecting to " + server);
    }

    @Override
    public void connected(String peer) {
        Objects.requireNonNull(peer, "peer");
        write("* connected to " + peer);
    }

    @Override
    public void secured(SSLSession session) {
        Objects.requireNonNull(session, "session");
        write("* " + session.getProtocol() + " with " + session.getCipherSuite());
    }

    @Override
    public void notVerified(String reason) {
        Objects.requireNonNull(reason, "reason");
        write("* the server is not verified: " + reason);
    }

    @Override
    public void notSecured(String reason) {
        Objects.requireNonNull(reason, "reason");
        write("* on in clear: " + reason);
    }

    @Override
    public void authenticated(String mechanism) {
        Objects.requireNonNull(mechanism, "mechanism");
        write("* authenticated by " + mechanism);
    }

    @Override
    public void commandSent(String line) {
        Objects.requireNonNull(line, "line");
        if (line.equals("DATA") || line.startsWith("BDAT ")) {
            inChunks = line.startsWith("BDAT ");
        }
        write("C: " + line);
    }

    @Override
    public void replyReceived(Reply reply) {
        Objects.requireNonNull(reply, "reply");
        int last = reply.lines().size() - 1;
        for (int i = 0; i <= last; i++) {
            write("S: " + reply.code() + (i < last ? "-" : " ") + reply.lines().get(i));
        }
    }

    @Override
    public void contentSent(long octets) {
        write("C: (" + octets + " octets of content)");
        if (!inChunks) {
            write("C: .");
        }
    }

    @Override
    public void closed(String reason) {
        Objects.requireNonNull(reason, "reason");
        write("* closed: " + reason);
    }

    private void write(String line) {
        String time = timed ? TIME.format(LocalTime.now(clock)) : "";
        sink.accept(time + Escape.text(line));
    }
}
