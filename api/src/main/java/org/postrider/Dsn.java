// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.internal.Escape;
import org.postrider.internal.Xtext;

/**
 * What reports a sender wants (RFC 3461). Each is refused locally if the server does not offer DSN; {@link MailParameter#orDrop} and
 * {@link RcptParameter#orDrop} send the mail without it instead, and then the server reports what it likes.
 */
public final class Dsn {

    private static final String DSN = "DSN";
    private static final int MAX_ENVELOPE_ID = 100;
    private static final int MAX_ORIGINAL_RECIPIENT = 500;

    /** Of what to report. */
    public enum Notify {
        /** That it was delivered. */
        SUCCESS,
        /** That it could not be delivered. */
        FAILURE,
        /** That it takes longer. */
        DELAY
    }

    private Dsn() {}

    /**
     * Reports bring the whole message back: {@code RET=FULL} (section 4.3).
     *
     * @return the parameter
     */
    public static MailParameter returnFull() {
        return MailParameter.of("RET", "FULL").offeredBy(DSN);
    }

    /**
     * Reports bring the header back: {@code RET=HDRS} (section 4.3).
     *
     * @return the parameter
     */
    public static MailParameter returnHeaders() {
        return MailParameter.of("RET", "HDRS").offeredBy(DSN);
    }

    /**
     * A name for this envelope that reports repeat: {@code ENVID} (section 4.4).
     *
     * @param id printable ASCII, at most 100 octets when encoded
     * @return the parameter
     * @throws IllegalArgumentException if it is empty, too long or not printable ASCII
     */
    public static MailParameter envelopeId(String id) {
        Objects.requireNonNull(id, "id");
        return MailParameter.of("ENVID", Xtext.encodedPrintable(id, MAX_ENVELOPE_ID))
                .offeredBy(DSN);
    }

    /**
     * What to report of a recipient: {@code NOTIFY} (section 4.1).
     *
     * @param first one
     * @param more others
     * @return the parameter
     */
    public static RcptParameter notify(Notify first, Notify... more) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(more, "more");
        Set<Notify> all = EnumSet.of(first, more);
        String value = Arrays.stream(Notify.values())
                .filter(all::contains)
                .map(Notify::name)
                .collect(Collectors.joining(","));
        return RcptParameter.of("NOTIFY", value).offeredBy(DSN);
    }

    /**
     * No report of a recipient at all: {@code NOTIFY=NEVER} (section 4.1).
     *
     * @return the parameter
     */
    public static RcptParameter notifyNever() {
        return RcptParameter.of("NOTIFY", "NEVER").offeredBy(DSN);
    }

    /**
     * Whom the sender meant: {@code ORCPT} (section 4.2).
     *
     * @param recipient an address type, a semicolon and an address, such as {@code rfc822;bo@example.org}, of printable ASCII; an address that is
     *     not ASCII has the type {@code utf-8} (RFC 6533)
     * @return the parameter
     * @throws IllegalArgumentException if it lacks a type, is not printable, or is longer than 500 octets when encoded
     */
    public static RcptParameter originalRecipient(String recipient) {
        Objects.requireNonNull(recipient, "recipient");
        int semicolon = recipient.indexOf(';');
        if (semicolon < 1 || semicolon == recipient.length() - 1) {
            throw new IllegalArgumentException(
                    Escape.quoted(recipient) + " is no original recipient; write rfc822;mailbox");
        }
        String type =
                Parameter.checkedKeyword(recipient.substring(0, semicolon)).toLowerCase(Locale.ROOT);
        String address = recipient.substring(semicolon + 1);
        String encoded = type.equals("utf-8")
                ? Xtext.encodedUnicode(address, MAX_ORIGINAL_RECIPIENT)
                : Xtext.encodedPrintable(address, MAX_ORIGINAL_RECIPIENT);
        return RcptParameter.of("ORCPT", type + ";" + encoded).offeredBy(DSN);
    }
}
