// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.field.address.DefaultAddressParser;
import org.apache.james.mime4j.field.address.ParseException;
import org.postrider.Mailbox;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.internal.Escape;

/**
 * The mailboxes of an address field (RFC 5322 section 3.4): the members of groups, nothing for an empty group or field, no display names. The
 * parser knows ASCII only; other characters are written as atom characters for it and restored in what it finds.
 */
final class Addresses {

    private static final char MARK = '`';
    /** What the parser puts in the place of octets that are no UTF-8. */
    private static final char UNDECODABLE = '\uFFFD';

    private Addresses() {}

    static List<Mailbox> of(String field, String body) throws MessageException {
        List<Mailbox> mailboxes = new ArrayList<>();
        try {
            if (body.indexOf(UNDECODABLE) >= 0) {
                throw new IllegalArgumentException("it is not UTF-8");
            }
            for (var found :
                    DefaultAddressParser.DEFAULT.parseAddressList(toAscii(body)).flatten()) {
                if (!found.getRoute().isEmpty()) {
                    throw new IllegalArgumentException("source routes are not supported");
                }
                mailboxes.add(Mailbox.of(fromAscii(found.getLocalPart()), fromAscii(found.getDomain())));
            }
        } catch (ParseException | IllegalArgumentException e) {
            throw new MessageException(
                    "the field " + field + ": " + Escape.quoted(body) + " of the message is no list of mailboxes ("
                            + Escape.text(firstLine(e)) + "); mend it, or give the envelope in the call",
                    Stage.MAIL,
                    e);
        }
        return mailboxes;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String toAscii(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == MARK || c >= 0x80) {
                out.append(MARK).append(Integer.toHexString(c)).append(MARK);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String fromAscii(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int mark = text.indexOf(MARK, at);
            if (mark < 0) {
                break;
            }
            int end = text.indexOf(MARK, mark + 1);
            out.append(text, at, mark).append((char) Integer.parseInt(text.substring(mark + 1, end), 16));
            at = end + 1;
        }
        return out.append(text, at, text.length()).toString();
    }
}
