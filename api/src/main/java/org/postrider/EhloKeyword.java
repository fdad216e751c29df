// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * One keyword line of an EHLO reply (RFC 5321 section 4.1.1.1).
 *
 * @param keyword the keyword, in upper case
 * @param text what follows it, trimmed; empty if nothing does
 */
public record EhloKeyword(String keyword, String text) {

    /**
     * Checks and copies the components.
     *
     * @param keyword the keyword, in upper case
     * @param text what follows it, trimmed; empty if nothing does
     */
    public EhloKeyword {
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(text, "text");
        keyword = keyword.toUpperCase(Locale.ROOT);
        text = text.strip();
    }

    /** {@return the parameters, which spaces divide} */
    public List<String> parameters() {
        List<String> parameters = new ArrayList<>();
        for (StringTokenizer tokens = new StringTokenizer(text, " \t"); tokens.hasMoreTokens(); ) {
            parameters.add(tokens.nextToken());
        }
        return List.copyOf(parameters);
    }
}
