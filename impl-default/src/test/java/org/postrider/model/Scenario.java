// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.postrider.Delivery;
import org.postrider.MailOutcome;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;

/**
 * One seed: some mails, a way to send them, and a server. What was not sent, or was refused for now, is sent again in
 * another session, as a caller
 * would, and nobody may get a mail twice.
 */
final class Scenario {

    private static final int SESSIONS = 4;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final Behaviour.Kind kind;
    private final Dialogue dialogue = new Dialogue();
    private final Faults faults = new Faults(dialogue);
    private final Way way;
    private final Map<String, ModelMail> mails = new LinkedHashMap<>();
    /** Who is still to get each mail. */
    private final Map<String, List<String>> open = new LinkedHashMap<>();

    private final Map<String, Integer> copies = new TreeMap<>();

    Scenario(Behaviour.Kind kind, long seed, Path directory) {
        this.seed = seed;
        this.kind = kind;
        Random random = random(0);
        this.way = new Way(random);
        int many = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 4);
        for (int i = 0; i < many; i++) {
            ModelMail mail = ModelMail.draw(i, random, directory);
            mails.put(mail.id(), mail);
            open.put(mail.id(), mail.recipients());
        }
    }

    private Random random(int stream) {
        return new Random((seed * 16 + stream) * SPREAD);
    }

    /** Runs it. */
    Faults run() {
        int sessions = kind == Behaviour.Kind.HONEST ? SESSIONS : 1;
        dialogue.note("seed " + seed + ": " + way);
        for (int i = 0; i < sessions && !open.isEmpty(); i++) {
            session(i);
        }
        copies.forEach((recipient, count) -> {
            if (count > 1) {
                faults.add(Rule.NO_DUPLICATE, recipient + " gets " + count + " copies");
            }
        });
        return faults;
    }

    private void session(int number) {
        Behaviour behaviour = new Behaviour(kind, random(2 * number + 1));
        dialogue.note("session " + (number + 1) + " with " + behaviour);
        List<ModelMail> attempts = open.keySet().stream().map(mails::get).toList();
        OneSession session = new OneSession(way, behaviour, mails, dialogue, faults, random(2 * number + 2));
        List<MailOutcome> outcomes = session.send(attempts, open);
        for (int i = 0; i < outcomes.size() && i < attempts.size(); i++) {
            keepOpen(attempts.get(i), outcomes.get(i));
        }
        session.record().transactions().forEach(one -> one.accepted().forEach(r -> copies.merge(r, 1, Integer::sum)));
    }

    /** Keeps the recipients that a caller would send the mail to again. */
    private void keepOpen(ModelMail mail, MailOutcome outcome) {
        List<String> addresses = open.get(mail.id());
        List<RecipientOutcome> told = OneSession.each(outcome);
        List<String> again = new ArrayList<>();
        for (int i = 0; i < addresses.size() && i < told.size(); i++) {
            if (isToBeSentAgain(told.get(i), outcome.failure())) {
                again.add(addresses.get(i));
            }
        }
        if (again.isEmpty()) {
            open.remove(mail.id());
        } else {
            open.put(mail.id(), again);
        }
    }

    private static boolean isToBeSentAgain(RecipientOutcome told, Optional<SmtpException> failure) {
        return switch (told.delivery()) {
            case NOT_SENT ->
                failure.map(why -> why.isRetryable() || why.delivery() == Delivery.IN_DOUBT)
                        .orElse(true);
            case REFUSED -> told.reply().map(Reply::isTransientNegative).orElse(false);
            case DELIVERED, IN_DOUBT -> false;
        };
    }

    /** What happened, for people. */
    String dialogue() {
        return dialogue.toString();
    }

    int length() {
        return dialogue.length();
    }
}
