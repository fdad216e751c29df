// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

/** A reply of the model server. Its text holds its number, so that a reply in an outcome can be found again. */
final class SaidReply {

    /** What a reply answers. */
    enum Role {
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        /** A chunk that is not the last. */
        CHUNK,
        /** The end of the content. */
        VERDICT,
        RSET,
        /** Any other command, or none: a farewell while the session is idle. */
        OTHER,
        /** A reply too many. */
        STRAY
    }

    private static final int CLOSING = 421;

    private final int number;
    private final Role role;
    private final String text;
    private final long end;

    /**
     * A reply in the stream.
     *
     * @param text without the last CRLF
     * @param end the position after its last octet
     */
    SaidReply(int number, Role role, String text, long end) {
        this.number = number;
        this.role = role;
        this.text = text;
        this.end = end;
    }

    int number() {
        return number;
    }

    Role role() {
        return role;
    }

    long end() {
        return end;
    }

    private int code() {
        return Integer.parseInt(text.substring(0, 3));
    }

    boolean isPositive() {
        return code() / 100 == 2;
    }

    boolean isIntermediate() {
        return code() / 100 == 3;
    }

    boolean isClosing() {
        return code() == CLOSING;
    }

    /** Whether it refuses what it answers, and does not only announce that the server closes. */
    boolean isRefusal() {
        return code() / 100 >= 4 && !isClosing();
    }

    boolean isTransient() {
        return code() / 100 == 4;
    }

    /** The mark in the text by which it is found. */
    String mark() {
        return mark(number);
    }

    static String mark(int number) {
        return "#" + number + ".";
    }

    @Override
    public String toString() {
        return text;
    }
}
