// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.postrider.model.Behaviour.Kind;
import org.postrider.model.Behaviour.Trouble;
import org.postrider.model.Behaviour.Violation;
import org.postrider.model.SaidReply.Role;

/** What the model server says: what is due, or what its behaviour has in store for the client in place of it. */
final class Answers {

    private static final String[] GARBAGE = {
        "hello\r\n", "25 ok\r\n", "250-a\r\n251 b\r\n", "250 ok\n", "\0\1\r\n", "\r\n"
    };

    private final Behaviour behaviour;
    private final ReplyStream stream;
    private final ReplyTexts texts;
    private final Dialogue dialogue;
    private final Random random;
    /** Replies too many that go out before the next one. */
    private final List<String> late = new ArrayList<>();

    private boolean over;
    private boolean silent;
    private boolean closedBy421;
    private boolean saidHonestly = true;
    private OptionalInt firstViolation = OptionalInt.empty();

    Answers(Behaviour behaviour, ReplyStream stream, Dialogue dialogue, Random random) {
        this.behaviour = behaviour;
        this.stream = stream;
        this.texts = new ReplyTexts(behaviour, random);
        this.dialogue = dialogue;
        this.random = random;
    }

    /** Whether the server reads and says no more. */
    boolean isOver() {
        return over;
    }

    /** Whether it is over, and the client has no way to know. */
    boolean isSilent() {
        return silent;
    }

    boolean hasClosedBy421() {
        return closedBy421;
    }

    /** Whether the last answer was one to its command. */
    boolean isSaidHonestly() {
        return saidHonestly;
    }

    /** The number that the first reply had that broke the protocol, or would have had. */
    OptionalInt firstViolation() {
        return firstViolation;
    }

    /** Answers positively, or not at all. */
    Optional<SaidReply> answer(Role role) {
        saidHonestly = true;
        sayLate();
        Trouble trouble = behaviour.trouble(random);
        switch (trouble) {
            case NONE -> {
                return sayOrViolate(role);
            }
            case REFUSE -> {
                if (role == Role.RSET) {
                    return refuseReset();
                }
                return Optional.of(refuse(role));
            }
            case CLOSE_BY_421 -> {
                SaidReply reply = say(role, 421, "4.3.2", "closing");
                breakOff();
                return Optional.of(reply);
            }
            case CUT_IN_REPLY -> {
                String text = texts.positive(role, stream.nextNumber()) + "\r\n";
                String part = text.substring(0, random.nextInt(text.length() - 1));
                dialogue.note("S says " + part.strip() + ", and no more of it");
                stream.sayRaw(part);
                breakOff();
            }
            case FIN -> end(ReplyStream.Ending.FIN);
            case RESET -> reset(random.nextBoolean());
            case SILENCE -> {
                dialogue.note("S says nothing from now on");
                over = true;
                silent = true;
            }
        }
        return Optional.empty();
    }

    private Optional<SaidReply> sayOrViolate(Role role) {
        String text = texts.positive(role, stream.nextNumber());
        if (behaviour.violates(Violation.GARBAGE, random)) {
            violate("garbage");
            stream.sayRaw(GARBAGE[random.nextInt(GARBAGE.length)]);
        }
        if (behaviour.violates(Violation.MISSING_REPLY, random)) {
            violate("no reply");
            saidHonestly = false;
            return Optional.empty();
        }
        if (behaviour.violates(Violation.WRONG_CODE, random)) {
            violate("a reply that cannot be one to this command");
            saidHonestly = false;
            return Optional.of(say(role, role == Role.DATA ? 250 : 354, "2.0.0", "wrong"));
        }
        SaidReply reply = say(role, text);
        if (behaviour.violates(Violation.STRAY_POSITIVE, random)) {
            strayNowOrLater("250 " + (behaviour.codes == Behaviour.Codes.BY_COMMAND ? "2.1.5 " : ""));
        }
        if (behaviour.violates(Violation.STRAY_REFUSAL, random)) {
            strayNowOrLater("550 " + (behaviour.codes == Behaviour.Codes.BY_COMMAND ? "5.1.1 " : ""));
        }
        if (behaviour.violates(Violation.REPEATED_REPLY, random)) {
            strayNowOrLater(
                    text.substring(Math.max(0, text.lastIndexOf('\n'))).strip().replaceAll("#.*", ""));
        }
        return Optional.of(reply);
    }

    private void strayNowOrLater(String text) {
        if (behaviour.kind == Kind.LATE_VIOLATOR && random.nextBoolean()) {
            late.add(text);
        } else {
            stray(text);
        }
    }

    private void sayLate() {
        late.forEach(this::stray);
        late.clear();
    }

    /** Says a reply that nothing has asked for. */
    void stray(String code, String status) {
        stray(code + " " + (behaviour.codes == Behaviour.Codes.NONE ? "" : status + " "));
    }

    private void stray(String start) {
        violate("a reply too many");
        say(Role.STRAY, start + SaidReply.mark(stream.nextNumber()) + " stray");
    }

    /** Says a reply that cannot be one to the command. */
    SaidReply violateBy(Role role, String code, String status) {
        violate("a reply that cannot be one to this command");
        return say(role, Integer.parseInt(code), status, "wrong");
    }

    /** Whether the client has read it. */
    boolean isRead(SaidReply reply) {
        return stream.isRead(reply);
    }

    private void violate(String how) {
        if (firstViolation.isEmpty()) {
            firstViolation = OptionalInt.of(stream.nextNumber());
        }
        dialogue.note("S breaks the protocol: " + how);
    }

    /**
     * No server may refuse RSET; honest ones that do end the session by it. One that breaks the protocol before and then ends leaves no proof.
     */
    private Optional<SaidReply> refuseReset() {
        if (behaviour.kind != Behaviour.Kind.HONEST) {
            return sayOrViolate(Role.RSET);
        }
        SaidReply reply = refuse(Role.RSET);
        breakOff();
        return Optional.of(reply);
    }

    /** Refuses. */
    SaidReply refuse(Role role) {
        return say(role, texts.refusal(role, stream.nextNumber()));
    }

    /** Says exactly that. */
    SaidReply say(Role role, int code, String status, String words) {
        closedBy421 |= code == 421;
        return say(role, texts.exactly(code, status, stream.nextNumber(), words));
    }

    private SaidReply say(Role role, String text) {
        SaidReply reply = stream.say(role, text);
        dialogue.server(reply, stream);
        return reply;
    }

    /** The greeting. */
    void greet() {
        say(Role.GREETING, "220 model " + SaidReply.mark(stream.nextNumber()));
    }

    /** The extensions. */
    void offer() {
        StringBuilder text = new StringBuilder("250-model ").append(SaidReply.mark(stream.nextNumber()));
        text.append(behaviour.pipelining ? "\r\n250-PIPELINING" : "")
                .append(behaviour.chunking ? "\r\n250-CHUNKING" : "");
        text.append(behaviour.announcesCodes ? "\r\n250-ENHANCEDSTATUSCODES" : "");
        if (behaviour.rcptMax != Behaviour.NO_LIMIT || behaviour.mailMax != Behaviour.NO_LIMIT) {
            text.append("\r\n250-LIMITS");
            text.append(behaviour.rcptMax != Behaviour.NO_LIMIT ? " RCPTMAX=" + behaviour.rcptMax : "");
            text.append(behaviour.mailMax != Behaviour.NO_LIMIT ? " MAILMAX=" + behaviour.mailMax : "");
        }
        say(Role.EHLO, text.append("\r\n250 8BITMIME").toString());
    }

    /** The answer to a MAIL above the limit. */
    Optional<SaidReply> tooManyMails() {
        switch (behaviour.afterLimit) {
            case REFUSE_BY_452 -> {
                return Optional.of(say(Role.MAIL, 452, "4.5.3", "too many messages in this session"));
            }
            case CLOSE_BY_421 -> {
                SaidReply reply = say(Role.MAIL, 421, "4.7.0", "too many messages in this session");
                end(ReplyStream.Ending.FIN);
                return Optional.of(reply);
            }
            default -> {
                end(ReplyStream.Ending.FIN);
                return Optional.empty();
            }
        }
    }

    /** Ends the session while nothing is due. What is said arrives before the client goes on. */
    void farewell() {
        int way = random.nextInt(3);
        if (way > 0) {
            say(Role.OTHER, way == 1 ? 421 : 451, "4.4.2", "timeout, closing");
        }
        end(ReplyStream.Ending.FIN);
        stream.arriveNow();
    }

    /** Answers QUIT. */
    void quit() {
        say(Role.OTHER, 221, "2.0.0", "bye");
        end(ReplyStream.Ending.FIN);
    }

    /** Closes in one way or the other; what was said can still be read. */
    void breakOff() {
        if (random.nextInt(3) == 0) {
            reset(false);
        } else {
            end(ReplyStream.Ending.FIN);
        }
    }

    /** Ends by RST. */
    void reset(boolean lose) {
        if (lose) {
            stream.resetAndLose();
        }
        end(ReplyStream.Ending.RESET);
    }

    /** Ends the stream. */
    void end(ReplyStream.Ending how) {
        dialogue.note("S ends the connection by " + how);
        over = true;
        stream.end(how);
    }
}
