// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;

/** Takes a mailbox apart by the grammar of RFC 5321 section 4.1.2. One pass each, no regular expression, no recursion. */
final class MailboxSyntax {

    private static final String SPECIAL_ATOM_CHARACTERS = "!#$%&'*+-/=?^_`{|}~";

    /** What decoders write in place of octets that they cannot decode: the address is not the one that was meant. */
    private static final char UNDECODABLE = '\uFFFD';

    private MailboxSyntax() {}

    static IllegalArgumentException bad(String text, String fault) {
        return new IllegalArgumentException(Escape.quoted(text) + " is no mailbox: " + fault);
    }

    /** The address in {@code addr}, {@code <addr>} or {@code Name <addr>}. */
    static String addressOf(String text) {
        for (int i = 0; i < text.length(); i++) {
            checkCharacter(text, i);
        }
        String trimmed = text.strip();
        int open = indexOutsideQuotes(trimmed, '<');
        if (open < 0) {
            return trimmed;
        }
        if (!trimmed.endsWith(">") || trimmed.length() < open + 2) {
            throw bad(text, "nothing may follow the closing > and it must be there");
        }
        checkDisplayName(text, trimmed.substring(0, open));
        return trimmed.substring(open + 1, trimmed.length() - 1);
    }

    /** The index of the @ between local part and domain, or -1. */
    static int separator(String address) {
        return indexOutsideQuotes(address, '@');
    }

    static void checkLocalPart(String text, String local) {
        if (local.isEmpty()) {
            throw bad(text, "the local part is empty");
        }
        if (local.indexOf(UNDECODABLE) >= 0) {
            throw bad(text, "the local part has U+FFFD, which stands for characters that could not be decoded");
        }
        if (local.charAt(0) == '"') {
            checkQuoted(text, local);
        } else {
            checkDotString(text, local);
        }
    }

    static String quoteIfNeeded(String local) {
        if (isDotString(local)) {
            return local;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static void checkDotString(String text, String local) {
        if (isDotString(local)) {
            return;
        }
        if (local.startsWith("@") || local.indexOf(':') >= 0) {
            throw bad(text, "source routes are not supported");
        }
        boolean dots = local.startsWith(".") || local.endsWith(".") || local.contains("..");
        throw bad(
                text,
                dots
                        ? "the local part has a leading, trailing or double dot; write it quoted, \""
                                + Escape.text(local) + "\"@..., if it is meant"
                        : "the local part has a character that must be quoted");
    }

    private static boolean isDotString(String local) {
        boolean atomBefore = false;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '.') {
                if (!atomBefore) {
                    return false;
                }
                atomBefore = false;
            } else if (isAtomCharacter(c)) {
                atomBefore = true;
            } else {
                return false;
            }
        }
        return atomBefore;
    }

    private static boolean isAtomCharacter(char c) {
        return Ascii.isLetterOrDigit(c) || c >= 0x80 || SPECIAL_ATOM_CHARACTERS.indexOf(c) >= 0;
    }

    private static void checkQuoted(String text, String local) {
        boolean escaped = false;
        for (int i = 1; i < local.length(); i++) {
            char c = local.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                if (i == local.length() - 1) {
                    return;
                }
                throw bad(text, "something follows the closing quote of the local part");
            }
        }
        throw bad(text, "the quoted local part does not end");
    }

    private static void checkDisplayName(String text, String name) {
        boolean quoted = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && "@,;:<>()[]".indexOf(c) >= 0) {
                throw bad(text, "the name before it has the character " + c + ", which must be quoted");
            }
        }
    }

    private static int indexOutsideQuotes(String text, char wanted) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static void checkCharacter(String text, int i) {
        char c = text.charAt(i);
        boolean control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
        boolean lone = Character.isSurrogate(c)
                && !(Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1)))
                && !(Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
        if (control || lone || Character.getType(c) == Character.FORMAT) {
            throw bad(text, "the character U+" + String.format("%04X", (int) c) + " may not stand in it");
        }
    }
}
