// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.util.ArrayList;
import java.util.List;

/** Cuts an address field into the tokens of RFC 5322 section 3.2, of which comments and spaces separate some. One pass, no recursion. */
final class AddressTokens {

    private static final String BLANKS = " \t\r\n";
    private static final String SPECIALS = "()<>[]:;@,.\"";

    /**
     * An atom, a quoted string, a domain literal, a dot or an at sign.
     *
     * @param start where it begins
     * @param end the position after it
     * @param text as it is written
     * @param value without quotes
     */
    record Token(int start, int end, String text, String value) {

        /** Whether it is this sign, and not the same in quotes. */
        boolean is(char sign) {
            return text.length() == 1 && text.charAt(0) == sign;
        }
    }

    private final String text;
    private int at;

    AddressTokens(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    /** Skips spaces and comments; returns the position after them. */
    int skipToNext() {
        while (at < text.length()) {
            if (text.charAt(at) == '(') {
                skipComment();
            } else if (BLANKS.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    /** The next character; an empty string at the end. */
    String peek() {
        return at < text.length() ? text.substring(at, at + 1) : "";
    }

    /** Goes past one character. */
    void take() {
        at++;
    }

    /** All tokens up to a character that is part of none, or to the end. */
    List<Token> words() {
        List<Token> words = new ArrayList<>(4);
        while (skipToNext() < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                words.add(quoted());
            } else if (c == '[') {
                words.add(literal());
            } else if (c == '.' || c == '@') {
                words.add(token(at, at + 1));
            } else if (SPECIALS.indexOf(c) < 0) {
                int end = at + 1;
                while (end < text.length()
                        && SPECIALS.indexOf(text.charAt(end)) < 0
                        && BLANKS.indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                words.add(token(at, end));
            } else {
                break;
            }
        }
        return words;
    }

    private Token token(int start, int end) {
        String written = text.substring(start, end);
        at = end;
        return new Token(start, end, written, written);
    }

    private Token quoted() {
        StringBuilder value = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                Token token = new Token(at, i + 1, text.substring(at, i + 1), value.toString());
                at = i + 1;
                return token;
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
            }
            value.append(text.charAt(i));
        }
        throw new IllegalArgumentException("a quote is in it that does not end");
    }

    private Token literal() {
        int end = at + 1;
        while (end < text.length() && "[]\\<>@,;".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (end == text.length() || text.charAt(end) != ']') {
            throw new IllegalArgumentException("a [ is in it without its ]");
        }
        return token(at, end + 1);
    }

    private void skipComment() {
        int depth = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                at = i + 1;
                return;
            }
        }
        throw new IllegalArgumentException("a comment is in it that does not end");
    }
}
