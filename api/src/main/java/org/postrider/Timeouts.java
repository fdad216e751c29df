// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How long a session waits, phase by phase. Each is an absolute limit from the start of the wait, which no octet of the peer extends.
 * The defaults are those of RFC 5321 section 4.5.3.2. Immutable; each {@code with} method returns a changed copy.
 */
public final class Timeouts {

    /** Waits until the peer acts or goes away. */
    public static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

    /** What is waited for. */
    public enum Phase {
        /** The addresses of the host, 15 s. */
        RESOLVE(Duration.ofSeconds(15)),
        /** The connection to one address, 30 s. Attempts at several addresses run in parallel, each with this limit of its own. */
        CONNECT(Duration.ofSeconds(30)),
        /** The TLS handshake, 60 s. */
        TLS(Duration.ofSeconds(60)),
        /** The greeting, 5 min. */
        GREETING(Duration.ofMinutes(5)),
        /** The reply to EHLO, HELO, NOOP, VRFY, EXPN, HELP and any command not named here, 5 min. */
        COMMAND(Duration.ofMinutes(5)),
        /** The whole of one AUTH exchange, 2 min. */
        AUTH(Duration.ofMinutes(2)),
        /** The reply to MAIL, 5 min. */
        MAIL(Duration.ofMinutes(5)),
        /** The reply to one RCPT, 5 min. */
        RCPT(Duration.ofMinutes(5)),
        /** The reply to DATA, or to a chunk that is not the last, 2 min. */
        DATA(Duration.ofMinutes(2)),
        /** Writing one block of content (up to 256 KiB) or of commands, 3 min. */
        BLOCK(Duration.ofMinutes(3)),
        /** The reply to the end of the content, 10 min. Under 1 min it makes duplicates (RFC 1047). */
        VERDICT(Duration.ofMinutes(10)),
        /** The reply to RSET, 20 s. */
        RSET(Duration.ofSeconds(20)),
        /** The reply to QUIT, 10 s. */
        QUIT(Duration.ofSeconds(10));

        private final Duration byDefault;

        Phase(Duration byDefault) {
            this.byDefault = byDefault;
        }
    }

    private static final Timeouts DEFAULTS = new Timeouts(new EnumMap<>(Phase.class));

    private final Map<Phase, Duration> limits;

    private Timeouts(EnumMap<Phase, Duration> limits) {
        this.limits = Collections.unmodifiableMap(limits);
    }

    /** {@return the defaults, finite for each phase} */
    public static Timeouts defaults() {
        return DEFAULTS;
    }

    /**
     * One limit for every phase.
     *
     * @param limit more than zero, or {@link #UNLIMITED}
     * @return the timeouts
     * @throws IllegalArgumentException if it is zero or negative
     */
    public static Timeouts ofAll(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        EnumMap<Phase, Duration> limits = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            limits.put(phase, checked(phase, limit));
        }
        return new Timeouts(limits);
    }

    /**
     * Changes one phase.
     *
     * @param phase the phase
     * @param limit more than zero, or {@link #UNLIMITED}
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Timeouts with(Phase phase, Duration limit) {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(limit, "limit");
        EnumMap<Phase, Duration> changed = new EnumMap<>(Phase.class);
        changed.putAll(limits);
        changed.put(phase, checked(phase, limit));
        return new Timeouts(changed);
    }

    /**
     * The limit of a phase.
     *
     * @param phase the phase
     * @return its limit
     */
    public Duration of(Phase phase) {
        Objects.requireNonNull(phase, "phase");
        return limits.getOrDefault(phase, phase.byDefault);
    }

    private static Duration checked(Phase phase, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("the timeout " + phase + " is more than zero, not " + limit
                    + "; Timeouts.UNLIMITED waits without end");
        }
        return limit;
    }

    @Override
    public String toString() {
        return "Timeouts" + limits;
    }
}
