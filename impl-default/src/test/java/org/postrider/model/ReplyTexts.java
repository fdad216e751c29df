// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.Random;

/** The words of the model server, with enhanced status codes as its behaviour wants them. */
final class ReplyTexts {

    private final Behaviour behaviour;
    private final Random random;

    ReplyTexts(Behaviour behaviour, Random random) {
        this.behaviour = behaviour;
        this.random = random;
    }

    String positive(SaidReply.Role role, int number) {
        if (role == SaidReply.Role.DATA) {
            return "354 " + SaidReply.mark(number) + " go on";
        }
        String text = "250 " + code(role, 2) + SaidReply.mark(number) + " ok";
        return random.nextInt(8) == 0 ? text.replaceFirst(" ", "-") + "\r\n" + text : text;
    }

    String refusal(SaidReply.Role role, int number) {
        int severity = random.nextBoolean() ? 4 : 5;
        String base =
                severity == 4 ? (random.nextBoolean() ? "451 " : "452 ") : (random.nextBoolean() ? "550 " : "554 ");
        return base + code(role, severity) + SaidReply.mark(number) + " refused";
    }

    /** A reply of exactly that code, which is to name no recipient and no sender. */
    String exactly(int code, String status, int number, String words) {
        return code + " " + (behaviour.codes == Behaviour.Codes.NONE ? "" : status + " ") + SaidReply.mark(number) + " "
                + words;
    }

    private String code(SaidReply.Role role, int severity) {
        return switch (behaviour.codes) {
            case NONE -> "";
            case ALIKE -> severity + ".0.0 ";
            case BY_COMMAND ->
                switch (role) {
                    case MAIL -> severity == 2 ? "2.1.0 " : severity + (random.nextBoolean() ? ".1.8 " : ".7.1 ");
                    case RCPT -> severity == 2 ? "2.1.5 " : severity + (random.nextBoolean() ? ".1.1 " : ".2.0 ");
                    case VERDICT -> severity == 2 ? (random.nextBoolean() ? "2.0.0 " : "2.6.0 ") : severity + ".7.1 ";
                    default -> severity == 2 ? "2.0.0 " : severity + ".3.0 ";
                };
        };
    }
}
