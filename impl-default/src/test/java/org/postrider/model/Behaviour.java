// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What kind of server it is: what it offers, how far its patience goes, and how often it does what. Drawn once for
 * a seed.
 */
final class Behaviour {

    /** How far a server can be trusted. */
    enum Kind {
        /** It refuses and closes, the network cuts, but each reply answers its command. */
        HONEST,
        /**
         * It breaks the protocol, and what it sends arrives at once, so that each reply too many can be seen when
         * nothing is due.
         */
        PROMPT_VIOLATOR,
        /** It breaks the protocol, and a reply too many may arrive when another one is due. */
        LATE_VIOLATOR
    }

    /** What happens where a positive reply is due. */
    enum Trouble {
        NONE,
        REFUSE,
        CLOSE_BY_421,
        FIN,
        RESET,
        CUT_IN_REPLY,
        SILENCE
    }

    /** What a server does that breaks the protocol. */
    enum Violation {
        STRAY_POSITIVE,
        STRAY_REFUSAL,
        REPEATED_REPLY,
        REPLY_BEFORE_CHUNK,
        WRONG_CODE,
        RSET_REFUSED,
        MISSING_REPLY,
        GARBAGE
    }

    /** Which enhanced status codes it uses. */
    enum Codes {
        NONE,
        /** X.1.x for MAIL and RCPT, and for nothing else. */
        BY_COMMAND,
        /** 2.0.0 for all, as some servers do. */
        ALIKE
    }

    /** What it does with a MAIL above its limit. */
    enum AfterLimit {
        CLOSE_BY_421,
        FIN,
        REFUSE_BY_452
    }

    /** What happens after so many octets of the client. */
    enum Cut {
        FIN,
        RESET,
        RESET_AND_LOSE,
        STALL
    }

    static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final double OFTEN = 0.3;
    private static final double[] RATES = {0.02, 0.08, 0.25};

    final Kind kind;
    final boolean lmtp;
    final boolean pipelining;
    final boolean chunking;
    final Codes codes;
    final boolean announcesCodes;
    final int rcptMax;
    final int mailMax;
    final int mailsTaken;
    final AfterLimit afterLimit;
    final int rcptsTaken;
    final int resetsTaken;
    final int octetsTaken;
    final Cut cut;
    final boolean prompt;
    final double farewellWhenIdle;
    final double earlyRefusal;
    final List<Violation> violations;
    private final double violationRate;
    private final Map<Trouble, Double> rates = new EnumMap<>(Trouble.class);

    Behaviour(Kind kind, Random random) {
        boolean honest = kind == Kind.HONEST;
        this.kind = kind;
        lmtp = random.nextInt(5) == 0;
        pipelining = random.nextInt(5) > 0;
        chunking = random.nextInt(3) > 0;
        codes = !honest && random.nextBoolean()
                ? Codes.BY_COMMAND
                : Codes.values()[random.nextInt(Codes.values().length)];
        announcesCodes = codes != Codes.NONE && random.nextInt(4) > 0;
        rcptMax = random.nextInt(6) == 0 ? 1 + random.nextInt(3) : NO_LIMIT;
        mailMax = random.nextInt(8) == 0 ? 3 + random.nextInt(5) : NO_LIMIT;
        mailsTaken = honest && random.nextInt(5) == 0 ? 1 + random.nextInt(5) : NO_LIMIT;
        afterLimit = AfterLimit.values()[random.nextInt(AfterLimit.values().length)];
        rcptsTaken = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : NO_LIMIT;
        resetsTaken = honest && random.nextInt(8) == 0 ? random.nextInt(4) : NO_LIMIT;
        octetsTaken = honest && random.nextInt(4) == 0 ? random.nextInt(100 << (2 * random.nextInt(7))) : NO_LIMIT;
        cut = Cut.values()[random.nextInt(Cut.values().length)];
        prompt = kind == Kind.PROMPT_VIOLATOR || (honest && random.nextInt(3) == 0);
        farewellWhenIdle = honest && random.nextInt(6) == 0 ? 0.3 : 0;
        earlyRefusal = honest && random.nextInt(6) == 0 ? 0.3 : 0;
        for (Trouble trouble : Trouble.values()) {
            boolean possible = honest
                    || trouble == Trouble.REFUSE
                    || (kind == Kind.LATE_VIOLATOR && (trouble == Trouble.FIN || trouble == Trouble.RESET));
            if (trouble != Trouble.NONE && possible && random.nextInt(3) == 0) {
                rates.put(trouble, RATES[random.nextInt(RATES.length)]);
            }
        }
        if (!honest) {
            // What is refused is what a reply too many can make a success of.
            rates.put(Trouble.REFUSE, OFTEN);
        }
        violations = honest ? List.of() : drawViolations(random);
        violationRate = honest ? 0 : 0.03 + random.nextDouble() / 4;
    }

    private List<Violation> drawViolations(Random random) {
        List<Violation> drawn = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Violation violation = Violation.values()[random.nextInt(Violation.values().length)];
            // Nothing can show that a reply is missing before the client waits in vain.
            drawn.add(violation == Violation.MISSING_REPLY && prompt ? Violation.REPEATED_REPLY : violation);
        }
        return List.copyOf(drawn);
    }

    /** What happens at the next reply. */
    Trouble trouble(Random random) {
        for (Map.Entry<Trouble, Double> entry : rates.entrySet()) {
            if (random.nextDouble() < entry.getValue()) {
                return entry.getKey();
            }
        }
        return Trouble.NONE;
    }

    /** Whether the server breaks the protocol now, in that way. */
    boolean violates(Violation violation, Random random) {
        return violations.contains(violation) && random.nextDouble() < violationRate;
    }

    boolean isHonest() {
        return kind == Kind.HONEST;
    }

    @Override
    public String toString() {
        return kind
                + (lmtp ? " LMTP" : " SMTP")
                + (pipelining ? " PIPELINING" : "")
                + (chunking ? " CHUNKING" : "")
                + (codes == Codes.NONE ? "" : " status codes " + codes + (announcesCodes ? "" : " unannounced"))
                + limit("RCPTMAX", rcptMax)
                + limit("MAILMAX", mailMax)
                + (mailsTaken == NO_LIMIT ? "" : ", takes " + mailsTaken + " mails, then " + afterLimit)
                + limit("recipients taken", rcptsTaken)
                + limit("RSETs taken", resetsTaken)
                + (octetsTaken == NO_LIMIT ? "" : ", takes " + octetsTaken + " octets, then " + cut)
                + (prompt ? ", prompt" : "")
                + (rates.isEmpty() ? "" : ", " + rates)
                + (violations.isEmpty() ? "" : ", " + violations);
    }

    private static String limit(String name, int limit) {
        return limit == NO_LIMIT ? "" : ", " + name + " " + limit;
    }
}
