// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.postrider.model.Behaviour.Violation;
import org.postrider.model.SaidReply.Role;

/**
 * One connection of the model server: reads commands and contents, and has its {@link Answers} answer them or do
 * worse.
 */
final class ModelServer {

    private final Behaviour behaviour;
    private final ServerRecord record;
    private final Answers answers;
    private final Dialogue dialogue;
    private final Faults faults;
    private final Random random;
    private final Inbox inbox = new Inbox();
    private ServerTransaction transaction;
    private boolean inContent;
    private int chunkLeft = -1;
    private boolean chunkIsLast;
    private int refuseAt = -1;
    private int mailCommands;
    private int resets;
    private Optional<SaidReply> refusedReset = Optional.empty();

    ModelServer(
            Behaviour behaviour,
            ServerRecord record,
            Answers answers,
            Dialogue dialogue,
            Faults faults,
            Random random) {
        this.behaviour = behaviour;
        this.record = record;
        this.answers = answers;
        this.dialogue = dialogue;
        this.faults = faults;
        this.random = random;
        answers.greet();
    }

    /** Takes octets, to be looked at by {@link #work}. */
    void receive(byte[] octets) {
        inbox.add(octets);
    }

    /** Answers what is there. */
    void work() {
        while (!answers.isOver() && step()) {
            if (behaviour.isHonest() && !behaviour.pipelining && !inContent && chunkLeft < 0 && !inbox.isEmpty()) {
                faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "it does not wait for a reply, and PIPELINING is not offered");
            }
        }
        if (answers.isOver()) {
            inbox.clear();
        }
    }

    /** The client does nothing for a while: the server may end the session. */
    void idle() {
        work();
        if (!answers.isOver() && transaction == null && random.nextDouble() < behaviour.farewellWhenIdle) {
            dialogue.note("(the session is idle)");
            answers.farewell();
        }
    }

    private boolean step() {
        if (chunkLeft >= 0) {
            return takeChunk();
        }
        Optional<byte[]> line = inbox.line();
        if (line.isEmpty()) {
            return false;
        }
        if (inContent) {
            takeContentLine(line.get());
        } else {
            String text = new String(line.get(), StandardCharsets.ISO_8859_1);
            dialogue.client(text.strip());
            if (!text.endsWith("\r\n")) {
                faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "a command line does not end in CRLF");
            }
            command(text.strip());
        }
        return true;
    }

    private void command(String line) {
        String[] words = line.split(" ");
        switch (words[0].toUpperCase(Locale.ROOT)) {
            case "EHLO", "LHLO" -> answers.offer();
            case "MAIL" -> mail(between(line).replaceAll("@.*", ""));
            case "RCPT" -> rcpt(between(line));
            case "DATA" -> data();
            case "BDAT" -> bdat(words);
            case "RSET" -> rset();
            case "QUIT" -> answers.quit();
            default -> {
                if (behaviour.isHonest()) {
                    faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "it sends what is no command: " + line);
                }
                answers.say(Role.OTHER, 500, "5.5.1", "unknown");
            }
        }
    }

    private static String between(String line) {
        return line.substring(line.indexOf('<') + 1, line.lastIndexOf('>'));
    }

    private void mail(String id) {
        mailCommands++;
        if (behaviour.prompt && refusedReset.filter(answers::isRead).isPresent()) {
            faults.add(
                    Rule.CLIENT_KEEPS_PROTOCOL,
                    "the session goes on, though the server may still be in the transaction before");
        }
        if (mailCommands > behaviour.mailMax) {
            faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "more MAIL commands than LIMITS announces");
        }
        if (transaction != null) {
            if (behaviour.isHonest()) {
                faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "MAIL inside a transaction, without RSET");
            }
            record.begin(id).answered(answers.say(Role.MAIL, 503, "5.5.1", "nested MAIL"));
            return;
        }
        transaction = record.begin(id);
        Optional<SaidReply> reply =
                mailCommands > behaviour.mailsTaken ? answers.tooManyMails() : answers.answer(Role.MAIL);
        reply.ifPresent(transaction::answered);
        if (reply.filter(SaidReply::isPositive).isEmpty() && !answers.isOver()) {
            transaction = null;
        }
    }

    private void rcpt(String recipient) {
        if (transaction == null) {
            answers.say(Role.RCPT, 503, "5.5.1", "MAIL first");
            return;
        }
        if (transaction.recipients() >= behaviour.rcptMax) {
            faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "more RCPT commands than LIMITS announces");
        }
        transaction.answeredRcpt(recipient, Optional.empty());
        Optional<SaidReply> reply = transaction.takenRecipients().size() >= behaviour.rcptsTaken
                ? Optional.of(answers.say(Role.RCPT, 452, "4.5.3", "too many recipients"))
                : answers.answer(Role.RCPT);
        transaction.answeredRcpt(recipient, reply);
    }

    private void data() {
        if (transaction == null) {
            answers.say(Role.DATA, 503, "5.5.1", "MAIL first");
            return;
        }
        if (transaction.takenRecipients().isEmpty() && random.nextBoolean()) {
            transaction.answered(answers.say(Role.DATA, 554, "5.5.1", "no valid recipients"));
            return;
        }
        Optional<SaidReply> reply = answers.answer(Role.DATA);
        reply.ifPresent(transaction::answered);
        inContent = reply.filter(SaidReply::isIntermediate).isPresent();
        drawRefusal(20_000);
        if (inContent && !inbox.isEmpty() && behaviour.isHonest()) {
            faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "content is sent before the reply to DATA");
        }
    }

    private void drawRefusal(int most) {
        refuseAt = random.nextDouble() < behaviour.earlyRefusal ? random.nextInt(most) : -1;
    }

    private void takeContentLine(byte[] line) {
        if (line.length == 3 && line[0] == '.') {
            dialogue.client("(content, " + transaction.content().size() + " octets)");
            dialogue.client(".");
            inContent = false;
            endOfContent();
            return;
        }
        int stuffed = line[0] == '.' ? 1 : 0;
        transaction.content().write(line, stuffed, line.length - stuffed);
        if (refuseAt >= 0 && transaction.content().size() > refuseAt) {
            dialogue.client("(" + transaction.content().size() + " octets of content)");
            refuseEarly(true);
        }
    }

    private void bdat(String[] words) {
        if (!behaviour.chunking) {
            faults.add(Rule.CLIENT_KEEPS_PROTOCOL, "BDAT, and CHUNKING is not offered");
        }
        chunkLeft = Integer.parseInt(words[1]);
        chunkIsLast = words.length > 2;
        drawRefusal(1 + chunkLeft);
        if (behaviour.violates(Violation.REPLY_BEFORE_CHUNK, random)) {
            answers.stray("250", "2.0.0");
        }
    }

    private boolean takeChunk() {
        byte[] octets = inbox.atMost(chunkLeft);
        chunkLeft -= octets.length;
        if (transaction != null) {
            transaction.content().writeBytes(octets);
            if (refuseAt >= 0 && chunkLeft <= refuseAt && canBeRefused()) {
                refuseEarly(chunkIsLast);
                return true;
            }
        }
        if (chunkLeft > 0) {
            return false;
        }
        chunkLeft = -1;
        dialogue.client(chunkIsLast ? "(the last chunk)" : "(a chunk)");
        endOfChunk();
        return true;
    }

    private boolean canBeRefused() {
        return !transaction.isBroken() && !transaction.takenRecipients().isEmpty();
    }

    private void endOfChunk() {
        if (transaction == null || !canBeRefused()) {
            SaidReply reply = answers.say(
                    chunkIsLast ? Role.VERDICT : Role.CHUNK, 503, "5.5.1", "no recipients, or a chunk was refused");
            if (transaction != null) {
                transaction.answered(reply);
                transaction.fail();
            }
        } else if (chunkIsLast) {
            endOfContent();
        } else {
            Optional<SaidReply> reply = answers.answer(Role.CHUNK);
            reply.ifPresent(transaction::answered);
            if (reply.filter(SaidReply::isPositive).isEmpty()) {
                transaction.fail();
            }
        }
    }

    /** Refuses before all was received, and reads no further. */
    private void refuseEarly(boolean isVerdict) {
        List<String> taken = transaction.takenRecipients();
        SaidReply reply = answers.refuse(isVerdict ? Role.VERDICT : Role.CHUNK);
        if (!isVerdict || taken.isEmpty()) {
            transaction.answered(reply);
        }
        for (int i = 0; isVerdict && i < taken.size(); i++) {
            boolean another = behaviour.lmtp && i > 0;
            transaction.answeredEnd(taken.get(i), another ? answers.refuse(Role.VERDICT) : reply);
        }
        answers.breakOff();
    }

    private void endOfContent() {
        ServerTransaction ended = transaction;
        transaction = null;
        record.endReceived(ended);
        List<String> taken = ended.takenRecipients();
        if (taken.isEmpty()) {
            ended.answered(answers.say(Role.VERDICT, 554, "5.5.1", "no valid recipients"));
        } else if (behaviour.lmtp) {
            taken.forEach(recipient -> verdict(ended, List.of(recipient)));
        } else {
            verdict(ended, taken);
        }
    }

    private void verdict(ServerTransaction ended, List<String> recipients) {
        boolean takes;
        if (answers.isOver()) {
            takes = !answers.hasClosedBy421() && random.nextBoolean();
        } else {
            Optional<SaidReply> reply = answers.answer(Role.VERDICT);
            reply.ifPresent(said -> recipients.forEach(recipient -> ended.answeredEnd(recipient, said)));
            // A server that is cut off before it could say what it did may have taken the message.
            takes = reply.map(SaidReply::isPositive).orElseGet(random::nextBoolean);
            if (!answers.isSaidHonestly()) {
                takes = random.nextBoolean();
            }
        }
        if (takes) {
            recipients.forEach(recipient -> record.accept(ended, recipient));
        }
    }

    private void rset() {
        resets++;
        if (resets > behaviour.resetsTaken) {
            answers.say(Role.RSET, 554, "5.5.0", "too many nonmail commands");
            answers.breakOff();
            return;
        }
        boolean wasOpen = transaction != null;
        transaction = null;
        if (behaviour.violates(Violation.RSET_REFUSED, random)) {
            SaidReply refusal = answers.violateBy(Role.RSET, "451", "4.3.0");
            // What is here already left before the client could read this.
            refusedReset = wasOpen && inbox.isEmpty() ? Optional.of(refusal) : refusedReset;
        } else {
            answers.answer(Role.RSET);
        }
    }
}
