// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A parameter of MAIL, such as {@code BODY=8BITMIME}.
 *
 * @param keyword the esmtp-keyword, in upper case
 * @param value the esmtp-value, if there is one
 * @param extension the EHLO keyword that must be offered, in upper case; empty as {@link Parameter#extension()} says
 * @param ifNotOffered what to do if it is not offered
 */
public record MailParameter(String keyword, Optional<String> value, String extension, IfNotOffered ifNotOffered)
        implements Parameter {

    /**
     * Checks and copies the components.
     *
     * @param keyword the esmtp-keyword, in upper case
     * @param value the esmtp-value, if there is one
     * @param extension the EHLO keyword that must be offered, in upper case; empty as {@link Parameter#extension()} says
     * @param ifNotOffered what to do if it is not offered
     * @throws IllegalArgumentException if one is malformed
     */
    public MailParameter {
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(extension, "extension");
        Objects.requireNonNull(ifNotOffered, "ifNotOffered");
        keyword = Parameter.checkedKeyword(keyword);
        if (value.isPresent()) {
            Parameter.checkedValue(keyword, value.get());
        }
        extension = extension.toUpperCase(Locale.ROOT);
    }

    /**
     * A parameter without a value, refused if not offered.
     *
     * @param keyword the esmtp-keyword
     * @return the parameter
     * @throws IllegalArgumentException if the keyword is malformed
     */
    public static MailParameter of(String keyword) {
        Objects.requireNonNull(keyword, "keyword");
        return new MailParameter(keyword, Optional.empty(), "", IfNotOffered.REFUSE);
    }

    /**
     * A parameter with a value, refused if not offered.
     *
     * @param keyword the esmtp-keyword
     * @param value the esmtp-value, encoded as it goes to the wire
     * @return the parameter
     * @throws IllegalArgumentException if one is malformed
     */
    public static MailParameter of(String keyword, String value) {
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(value, "value");
        return new MailParameter(keyword, Optional.of(value), "", IfNotOffered.REFUSE);
    }

    /**
     * Reads {@code KEYWORD} or {@code KEYWORD=value}.
     *
     * @param text the parameter as it goes to the wire
     * @return the parameter
     * @throws IllegalArgumentException if it is malformed
     */
    public static MailParameter parse(String text) {
        Objects.requireNonNull(text, "text");
        int equals = text.indexOf('=');
        return equals < 0 ? of(text) : of(text.substring(0, equals), text.substring(equals + 1));
    }

    /**
     * The same parameter, bound to an EHLO keyword.
     *
     * @param ehloKeyword the extension that brings it
     * @return the parameter
     */
    public MailParameter offeredBy(String ehloKeyword) {
        Objects.requireNonNull(ehloKeyword, "ehloKeyword");
        return extension.equals(ehloKeyword) ? this : new MailParameter(keyword, value, ehloKeyword, ifNotOffered);
    }

    /** {@return the same parameter, left out if it is not offered} */
    public MailParameter orDrop() {
        return new MailParameter(keyword, value, extension, IfNotOffered.DROP);
    }

    /** {@return {@code KEYWORD} or {@code KEYWORD=value}} */
    @Override
    public String toString() {
        return encoded();
    }
}
