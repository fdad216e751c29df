// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postrider.Mailbox;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.internal.Escape;

/**
 * The mailboxes of an address field (RFC 5322 section 3.4): the members of groups, nothing for an empty group or field. A display name is no
 * part of an envelope, so it is skipped and never decoded, whatever its charset. An address that could be meant in two ways is refused.
 */
final class AddressList {

    private static final int MOST_SHOWN = 100;
    private static final String END = "";
    /** What comes before the reason in the messages of {@link Mailbox}. */
    private static final String NO_MAILBOX = " is no mailbox: ";

    private final String field;
    /** The field's octets, each as one character. */
    private final String text;

    private final AddressTokens tokens;
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private int count;
    private int begin;

    private AddressList(String field, String text) {
        this.field = field;
        this.text = text;
        this.tokens = new AddressTokens(text);
    }

    /**
     * Reads a list of addresses.
     *
     * @param field the name of the field, for messages
     * @param body its octets, each as one character
     * @throws MessageException if one is no mailbox
     */
    static List<Mailbox> of(String field, String body) throws MessageException {
        AddressList list = new AddressList(field, Iso2022.withoutEscapes(body));
        try {
            list.read(false);
        } catch (IllegalArgumentException e) {
            throw list.refused(e);
        }
        return list.mailboxes;
    }

    private MessageException refused(IllegalArgumentException e) {
        int end = Math.max(tokens.position(), begin);
        while (end < text.length() && ",;".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String address = decoded(text.substring(begin, end).strip());
        String shown = address.length() > MOST_SHOWN ? address.substring(0, MOST_SHOWN) + ".." : address;
        return new MessageException(
                "the field " + field + " of the message: its address " + count + ", " + Escape.quoted(shown)
                        + ", is no mailbox: " + e.getMessage() + "; mend it, or give the envelope in the call",
                Stage.MAIL,
                e);
    }

    /** For messages: UTF-8 if it is. */
    private static String decoded(String octets) {
        try {
            return utf8(octets);
        } catch (CharacterCodingException e) {
            return octets;
        }
    }

    private static String utf8(String octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
    }

    private void read(boolean inGroup) {
        while (true) {
            begin = tokens.skipToNext();
            String next = tokens.peek();
            if (next.equals(END) && inGroup) {
                throw new IllegalArgumentException("the group does not end with a semicolon");
            } else if (next.equals(END)) {
                return;
            } else if (next.equals(",")) {
                tokens.take();
            } else if (next.equals(";") && inGroup) {
                tokens.take();
                return;
            } else {
                count++;
                readAddress(inGroup);
                checkSeparator(inGroup);
            }
        }
    }

    private void checkSeparator(boolean inGroup) {
        tokens.skipToNext();
        switch (tokens.peek()) {
            case END, "," -> {}
            case ";" -> {
                if (!inGroup) {
                    throw new IllegalArgumentException(
                            "a semicolon follows it, which ends no group; separate addresses by commas");
                }
            }
            default -> throw new IllegalArgumentException("something follows it; separate addresses by commas");
        }
    }

    private void readAddress(boolean inGroup) {
        List<AddressTokens.Token> name = tokens.words();
        switch (tokens.peek()) {
            case "<" -> {
                tokens.take();
                Mailbox mailbox = inBrackets();
                checkName(name, mailbox);
                mailboxes.add(mailbox);
            }
            case ":" -> {
                if (inGroup || name.isEmpty() || name.stream().anyMatch(token -> token.is('@'))) {
                    throw new IllegalArgumentException("a colon is in it, which begins no group here");
                }
                tokens.take();
                count--;
                read(true);
            }
            case END, ",", ";" -> mailboxes.add(mailbox(name));
            default -> throw new IllegalArgumentException("a " + tokens.peek() + " is in it that nothing opens");
        }
    }

    private Mailbox inBrackets() {
        List<AddressTokens.Token> address = tokens.words();
        String after = tokens.peek();
        boolean route = !address.isEmpty() && address.get(0).is('@');
        if (route || after.equals(":")) {
            throw new IllegalArgumentException("source routes are not supported");
        }
        if (!after.equals(">")) {
            throw new IllegalArgumentException("a < is in it without its >");
        }
        tokens.take();
        if (address.isEmpty()) {
            throw new IllegalArgumentException("nothing is between < and >");
        }
        return mailbox(address);
    }

    /** A name that looks like an address must be that very one: otherwise it is open which is meant. */
    private static void checkName(List<AddressTokens.Token> name, Mailbox mailbox) {
        if (name.stream().noneMatch(token -> token.is('@'))) {
            return;
        }
        StringBuilder whole = new StringBuilder();
        name.forEach(token -> whole.append(token.text()));
        boolean quoted = whole.length() > 1 && whole.charAt(0) == '\'' && whole.charAt(whole.length() - 1) == '\'';
        String address = quoted ? whole.substring(1, whole.length() - 1) : whole.toString();
        if (!decoded(address).equalsIgnoreCase(mailbox.address())) {
            throw new IllegalArgumentException(
                    "an address stands before the <, and another one in the brackets; put a name that has an @ in quotes");
        }
    }

    private static Mailbox mailbox(List<AddressTokens.Token> tokens) {
        int at = -1;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is('@')) {
                if (at >= 0) {
                    throw new IllegalArgumentException("it has more than one @; separate addresses by commas");
                }
                at = i;
            }
        }
        if (at < 0) {
            throw new IllegalArgumentException("it has no @ and no domain");
        }
        checkLocalPart(tokens.subList(0, at));
        String local = joined(tokens.subList(0, at));
        String domain = joined(tokens.subList(at + 1, tokens.size()));
        if (local.startsWith("=?") && local.endsWith("?=")) {
            System.getLogger(AddressList.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the local part of {0} looks like an encoded word (RFC 2047), which none can be; it is sent as it is",
                            Escape.text(local + "@" + domain));
        }
        try {
            return Mailbox.of(utf8(local), utf8(domain));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int verdict = message.indexOf(NO_MAILBOX);
            throw new IllegalArgumentException(
                    verdict < 0 ? message : message.substring(verdict + NO_MAILBOX.length()), e);
        }
    }

    /** Dots stand between words, and nowhere else. */
    private static void checkLocalPart(List<AddressTokens.Token> tokens) {
        boolean afterWord = false;
        for (AddressTokens.Token token : tokens) {
            if (token.is('.') && !afterWord) {
                throw new IllegalArgumentException("the local part has a leading or double dot");
            }
            if (token.text().charAt(0) != '"' && token.text().indexOf('\\') >= 0) {
                throw new IllegalArgumentException("the local part has a backslash outside quotes");
            }
            afterWord = !token.is('.');
        }
        if (!afterWord) {
            throw new IllegalArgumentException("the local part is empty or has a trailing dot");
        }
    }

    /** The value of a local part or domain, of which no part may be set off by a space or a comment. */
    private static String joined(List<AddressTokens.Token> tokens) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            AddressTokens.Token token = tokens.get(i);
            if (i > 0 && tokens.get(i - 1).end() != token.start()) {
                throw new IllegalArgumentException("a space or a comment is in the middle of it");
            }
            value.append(token.value());
        }
        return value.toString();
    }
}
