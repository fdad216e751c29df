// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.DeliverBy;
import org.postrider.Dsn;
import org.postrider.FutureRelease;
import org.postrider.MailParameter;
import org.postrider.MtPriority;
import org.postrider.RcptParameter;
import org.postrider.RequireTls;
import picocli.CommandLine.Option;

/** The ESMTP parameters of MAIL and RCPT. */
final class ParameterOptions {

    /** What {@code --ret} says. */
    enum Ret {
        /** The whole message. */
        FULL,
        /** Its header. */
        HDRS
    }

    @Option(names = "--ret", paramLabel = "full|hdrs", description = "how much of the message a report brings back")
    private @Nullable Ret ret;

    @Option(names = "--envid", paramLabel = "ID", description = "what reports name the envelope by")
    private @Nullable String envelopeId;

    @Option(
            names = "--notify",
            paramLabel = "never|success,failure,delay",
            description = "what to report of each recipient")
    private @Nullable String notify;

    @Option(
            names = "--orcpt",
            paramLabel = "TYPE;ADDRESS",
            description = "whom the sender meant, one for each --to in their order")
    private List<String> originalRecipients = new ArrayList<>();

    @Option(
            names = "--by",
            paramLabel = "SECONDS(R|N)[T]",
            description = "deliver within that time or return (R) or notify (N), with a trace (T)")
    private @Nullable String by;

    @Option(names = "--hold-for", paramLabel = "SECONDS", description = "let the server hold the message back")
    private @Nullable Long holdFor;

    @Option(names = "--hold-until", paramLabel = "TIME", description = "such as 2026-12-24T18:00:00Z")
    private @Nullable String holdUntil;

    @Option(names = "--priority", paramLabel = "N", description = "-9 to 9; left out where it is not offered")
    private @Nullable Integer priority;

    @Option(names = "--require-tls", description = "the message travels by verified TLS all the way, or comes back")
    private boolean requireTls;

    @Option(
            names = "--mail-param",
            paramLabel = "KEYWORD[=VALUE]",
            description = "any parameter of MAIL; may be given again")
    private List<String> mailParameters = new ArrayList<>();

    @Option(
            names = "--rcpt-param",
            paramLabel = "KEYWORD[=VALUE]",
            description = "any parameter of each RCPT; may be given again")
    private List<String> rcptParameters = new ArrayList<>();

    /** The parameters of MAIL: some that are known already, and those of these options. */
    MailParameter[] ofMail(List<MailParameter> known) {
        List<MailParameter> all = new ArrayList<>(known);
        if (ret != null) {
            all.add(ret == Ret.FULL ? Dsn.returnFull() : Dsn.returnHeaders());
        }
        if (envelopeId != null) {
            all.add(Dsn.envelopeId(envelopeId));
        }
        if (by != null) {
            all.add(deliverBy(by));
        }
        if (holdFor != null) {
            all.add(FutureRelease.holdFor(Duration.ofSeconds(holdFor)));
        }
        if (holdUntil != null) {
            all.add(FutureRelease.holdUntil(moment(holdUntil)));
        }
        if (priority != null) {
            all.add(MtPriority.of(priority));
        }
        if (requireTls) {
            all.add(RequireTls.everywhere());
        }
        mailParameters.forEach(text -> all.add(MailParameter.parse(text)));
        return all.toArray(MailParameter[]::new);
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--hold-until " + text + " is no time like 2026-12-24T18:00:00Z", e);
        }
    }

    private static MailParameter deliverBy(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        boolean trace = upper.endsWith("T");
        String rest = trace ? upper.substring(0, upper.length() - 1) : upper;
        boolean returned = rest.endsWith("R");
        if (!returned && !rest.endsWith("N")) {
            throw new IllegalArgumentException("--by " + text + " says neither R nor N; write it like 3600R");
        }
        Duration time = Duration.ofSeconds(Long.parseLong(rest.substring(0, rest.length() - 1)));
        MailParameter parameter = returned ? DeliverBy.orReturn(time) : DeliverBy.orNotify(time);
        return trace ? DeliverBy.withTrace(parameter) : parameter;
    }

    /** The parameters of every RCPT. */
    RcptParameter[] ofEachRcpt() {
        List<RcptParameter> all = new ArrayList<>();
        if (notify != null) {
            all.add(notification(notify));
        }
        rcptParameters.forEach(text -> all.add(RcptParameter.parse(text)));
        return all.toArray(RcptParameter[]::new);
    }

    private static RcptParameter notification(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.equals("NEVER")) {
            return Dsn.notifyNever();
        }
        Set<Dsn.Notify> all = EnumSet.noneOf(Dsn.Notify.class);
        for (String word : upper.split(",", -1)) {
            all.add(Dsn.Notify.valueOf(word.strip()));
        }
        List<Dsn.Notify> list = List.copyOf(all);
        return Dsn.notify(list.get(0), list.subList(1, list.size()).toArray(Dsn.Notify[]::new));
    }

    /** The parameters of one RCPT of several. */
    RcptParameter[] ofRcpt(int index) {
        List<RcptParameter> all = new ArrayList<>(List.of(ofEachRcpt()));
        if (!originalRecipients.isEmpty()) {
            all.add(Dsn.originalRecipient(originalRecipients.get(index)));
        }
        return all.toArray(RcptParameter[]::new);
    }

    /** Each original recipient needs the one it belongs to. */
    void checkRecipients(int given) {
        if (!originalRecipients.isEmpty() && originalRecipients.size() != given) {
            throw new IllegalArgumentException("there are " + originalRecipients.size() + " --orcpt for " + given
                    + " --to; give --from and as many of one as of the other");
        }
    }
}
