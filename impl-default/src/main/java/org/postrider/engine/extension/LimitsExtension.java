// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.postrider.EhloKeyword;
import org.postrider.internal.Ascii;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/** LIMITS (RFC 9422): how many MAIL, RCPT and domains the server takes. */
public final class LimitsExtension implements Extension {

    private static final int MOST_DIGITS = 6;

    /** Needs nothing. */
    public LimitsExtension() {}

    /** A parameter that is malformed as a whole counts as none; a value that is malformed costs its own limit only (section 3.7). */
    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        if (!keyword.parameters().stream().allMatch(LimitsExtension::isLimit)) {
            return;
        }
        for (String limit : keyword.parameters()) {
            switch (name(limit).toUpperCase(Locale.ROOT)) {
                case "MAILMAX" -> announce(limit, effects::limitTransactions);
                case "RCPTMAX" -> announce(limit, effects::limitRecipients);
                case "RCPTDOMAINMAX" -> announce(limit, effects::limitRecipientDomains);
                default -> {}
            }
        }
    }

    /** RFC 9422 section 3.2: a name, perhaps with a value. */
    private static boolean isLimit(String text) {
        String name = name(text);
        boolean alone = name.length() == text.length();
        String value = alone ? "" : text.substring(name.length() + 1);
        return !name.isEmpty() && isName(name) && (alone || !value.isEmpty()) && isValue(value);
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Ascii.isLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '!' || c > '~' || c == ';') {
                return false;
            }
        }
        return true;
    }

    private static String name(String limit) {
        int equals = limit.indexOf('=');
        return equals < 0 ? limit : limit.substring(0, equals);
    }

    /** Section 4: one to six digits, the first no zero. */
    private static void announce(String limit, IntConsumer effect) {
        String value = limit.substring(Math.min(limit.length(), name(limit).length() + 1));
        OptionalLong most =
                value.startsWith("0") || value.length() > MOST_DIGITS ? OptionalLong.empty() : Parameters.number(value);
        most.ifPresent(number -> effect.accept((int) number));
    }
}
