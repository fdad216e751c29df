// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;

/**
 * An ESMTP parameter of MAIL or RCPT (RFC 5321 section 4.1.2): a keyword and perhaps a value, checked against the grammar when made. It
 * goes to the server only if the EHLO in force offers the extension that it belongs to.
 */
public sealed interface Parameter permits MailParameter, RcptParameter {

    /** {@return the esmtp-keyword, in upper case} */
    String keyword();

    /** {@return the esmtp-value, encoded as it goes to the wire} */
    Optional<String> value();

    /**
     * {@return the EHLO keyword that must be offered; empty means the extension that owns the parameter, or else the EHLO keyword of the
     * same name}
     */
    String extension();

    /** {@return what to do if it is not offered} */
    IfNotOffered ifNotOffered();

    /** {@return {@code KEYWORD} or {@code KEYWORD=value}} */
    default String encoded() {
        Optional<String> value = value();
        return value.isPresent() ? keyword() + "=" + value.get() : keyword();
    }

    /**
     * Checks an esmtp-keyword.
     *
     * @param keyword letters, digits and hyphens, the first no hyphen
     * @return the keyword in upper case
     * @throws IllegalArgumentException if it is malformed
     */
    static String checkedKeyword(String keyword) {
        Objects.requireNonNull(keyword, "keyword");
        boolean wellFormed = !keyword.isEmpty() && keyword.charAt(0) != '-';
        for (int i = 0; i < keyword.length() && wellFormed; i++) {
            char c = keyword.charAt(i);
            wellFormed = Ascii.isLetterOrDigit(c) || c == '-';
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    Escape.quoted(keyword) + " is no parameter keyword: letters, digits and hyphens only");
        }
        return keyword.toUpperCase(Locale.ROOT);
    }

    /**
     * Checks an esmtp-value.
     *
     * @param keyword the keyword it belongs to, for the message
     * @param value printable characters without space and {@code =}; non-ASCII needs SMTPUTF8
     * @return the value
     * @throws IllegalArgumentException if it is malformed
     */
    static String checkedValue(String keyword, String value) {
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(value, "value");
        boolean wellFormed = !value.isEmpty();
        for (int i = 0; i < value.length() && wellFormed; i++) {
            char c = value.charAt(i);
            wellFormed = c > ' ' && c != '=' && (c < 0x7F || c >= 0xA0);
        }
        if (!wellFormed) {
            throw new IllegalArgumentException("the value " + Escape.quoted(value) + " of the parameter " + keyword
                    + " is malformed: printable characters only, no space and no =, at least one");
        }
        return value;
    }
}
