// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.EhloKeyword;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/** LIMITS (RFC 9422): how many MAIL, RCPT and domains the server takes. */
public final class LimitsExtension implements Extension {

    /** RFC 9422 section 3; the value is any visible character but a semicolon. */
    private static final Pattern LIMIT = Pattern.compile("([A-Za-z0-9_-]+)(?:=([!-:<-~]+))?");
    /** RFC 9422 section 4: no leading zero, six digits. */
    private static final Pattern VALUE = Pattern.compile("[1-9][0-9]{0,5}");

    /** Needs nothing. */
    public LimitsExtension() {}

    /** A parameter that is malformed as a whole counts as none; a value that is malformed costs its own limit only (section 3.7). */
    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        List<Matcher> limits = keyword.parameters().stream().map(LIMIT::matcher).toList();
        if (!limits.stream().allMatch(Matcher::matches)) {
            return;
        }
        for (Matcher limit : limits) {
            OptionalInt most = value(limit);
            switch (limit.group(1).toUpperCase(Locale.ROOT)) {
                case "MAILMAX" -> most.ifPresent(effects::limitTransactions);
                case "RCPTMAX" -> most.ifPresent(effects::limitRecipients);
                case "RCPTDOMAINMAX" -> most.ifPresent(effects::limitRecipientDomains);
                default -> {}
            }
        }
    }

    private static OptionalInt value(Matcher limit) {
        String value = limit.group(2);
        return value != null && VALUE.matcher(value).matches()
                ? OptionalInt.of(Integer.parseInt(value))
                : OptionalInt.empty();
    }
}
