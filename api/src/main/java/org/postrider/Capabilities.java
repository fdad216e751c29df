// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.postrider.internal.Ascii;

/**
 * What the last EHLO reply said; nothing before it and nothing after a HELO. Keywords are matched without regard to case. Immutable.
 */
public final class Capabilities {

    private static final Capabilities NONE = new Capabilities(Map.of(), false);
    private static final String AUTH = "AUTH";

    private final Map<String, EhloKeyword> keywords;
    private final boolean esmtp;

    private Capabilities(Map<String, EhloKeyword> keywords, boolean esmtp) {
        this.keywords = keywords;
        this.esmtp = esmtp;
    }

    /** {@return the state without ESMTP: no keyword at all} */
    public static Capabilities none() {
        return NONE;
    }

    /**
     * Reads an EHLO reply. Its first line is the greeting; a line that is no keyword line is passed over; of a keyword given twice the
     * first counts, save that the mechanisms of all AUTH lines, old {@code AUTH=} ones included, are joined.
     *
     * @param reply a 2yz reply to EHLO or LHLO
     * @return the capabilities
     */
    public static Capabilities of(Reply reply) {
        Objects.requireNonNull(reply, "reply");
        Map<String, EhloKeyword> found = new LinkedHashMap<>();
        Set<String> mechanisms = new LinkedHashSet<>();
        List<String> lines = reply.lines();
        for (String line : lines.subList(1, lines.size())) {
            Optional<EhloKeyword> keyword = parse(line);
            if (keyword.isEmpty()) {
                continue;
            }
            found.putIfAbsent(keyword.get().keyword(), keyword.get());
            if (keyword.get().keyword().equals(AUTH)) {
                for (String mechanism : keyword.get().parameters()) {
                    mechanisms.add(mechanism.toUpperCase(Locale.ROOT));
                }
            }
        }
        if (found.containsKey(AUTH)) {
            found.put(AUTH, new EhloKeyword(AUTH, String.join(" ", mechanisms)));
        }
        return new Capabilities(found, true);
    }

    private static Optional<EhloKeyword> parse(String line) {
        int end = 0;
        while (end < line.length() && isKeywordCharacter(line.charAt(end), end == 0)) {
            end++;
        }
        if (end == 0) {
            return Optional.empty();
        }
        String keyword = line.substring(0, end).toUpperCase(Locale.ROOT);
        boolean ended = end == line.length() || line.charAt(end) == ' ' || line.charAt(end) == '\t';
        boolean oldAuth = !ended && keyword.equals(AUTH) && line.charAt(end) == '=';
        return ended || oldAuth
                ? Optional.of(new EhloKeyword(keyword, line.substring(oldAuth ? end + 1 : end)))
                : Optional.empty();
    }

    private static boolean isKeywordCharacter(char c, boolean first) {
        return Ascii.isLetterOrDigit(c) || (c == '-' && !first);
    }

    /** {@return whether the server answered EHLO} */
    public boolean isEsmtp() {
        return esmtp;
    }

    /**
     * Whether an extension is offered.
     *
     * @param keyword its EHLO keyword in any case
     * @return whether the EHLO reply has it
     */
    public boolean has(String keyword) {
        Objects.requireNonNull(keyword, "keyword");
        return keywords.containsKey(keyword.toUpperCase(Locale.ROOT));
    }

    /**
     * The keyword line of an extension.
     *
     * @param keyword its EHLO keyword in any case
     * @return the line, if the reply has it
     */
    public Optional<EhloKeyword> get(String keyword) {
        Objects.requireNonNull(keyword, "keyword");
        return Optional.ofNullable(keywords.get(keyword.toUpperCase(Locale.ROOT)));
    }

    /**
     * The same without some extensions.
     *
     * @param ehloKeywords their EHLO keywords in any case
     * @return the rest
     */
    public Capabilities without(Collection<String> ehloKeywords) {
        Objects.requireNonNull(ehloKeywords, "ehloKeywords");
        Map<String, EhloKeyword> rest = new LinkedHashMap<>(keywords);
        for (String keyword : ehloKeywords) {
            rest.remove(keyword.toUpperCase(Locale.ROOT));
        }
        return new Capabilities(rest, esmtp);
    }

    /** {@return the keyword lines in their order} */
    public List<EhloKeyword> keywords() {
        return new ArrayList<>(keywords.values());
    }

    /** {@return the SASL mechanisms of AUTH, in upper case, each once, in their order} */
    public List<String> authMechanisms() {
        return get(AUTH).map(EhloKeyword::parameters).orElse(List.of());
    }

    @Override
    public String toString() {
        return esmtp ? keywords.keySet().toString() : "no ESMTP";
    }
}
