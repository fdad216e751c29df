// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** The grammar of domains and address literals (RFC 5321 sections 4.1.2 and 4.1.3, U-labels by RFC 6531). */
public final class DomainSyntax {

    private static final int MAX_LABEL = 63;
    private static final int MAX_DOMAIN = 255;

    private DomainSyntax() {}

    /**
     * What is wrong with a domain or address literal.
     *
     * @param text the domain
     * @return the fault as part of a sentence, or an empty string if it is well formed
     */
    public static String faultOf(String text) {
        if (text.isEmpty()) {
            return "the domain is empty";
        }
        if (text.length() > MAX_DOMAIN) {
            return "the domain is longer than " + MAX_DOMAIN + " characters";
        }
        return text.charAt(0) == '[' ? faultOfLiteral(text) : faultOfName(text);
    }

    /**
     * The A-labels of a domain.
     *
     * @param domain a domain that is well formed
     * @return the domain in ASCII; empty if IDNA 2003 maps a character of it to another, as it does with four that IDNA 2008 has in their own
     *     right (RFC 5894 section 7.2): the result would be another domain
     */
    public static Optional<String> toAscii(String domain) {
        String usual = Normalizer.normalize(domain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        try {
            String ascii = IDN.toASCII(usual, IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES);
            return IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).equals(usual)
                            && faultOf(ascii).isEmpty()
                    ? Optional.of(ascii)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String faultOfName(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                continue;
            }
            String fault = faultOfLabel(text.substring(start, i));
            if (!fault.isEmpty()) {
                return fault;
            }
            start = i + 1;
        }
        return "";
    }

    private static String faultOfLabel(String label) {
        if (label.isEmpty()) {
            return "the domain has an empty label";
        }
        if (label.length() > MAX_LABEL) {
            return "a label of the domain is longer than " + MAX_LABEL + " characters";
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return "a label of the domain starts or ends with a hyphen";
        }
        int c;
        for (int i = 0; i < label.length(); i += Character.charCount(c)) {
            c = label.codePointAt(i);
            if (!isLabelCharacter(c)) {
                return "the domain has a character other than letters, digits, hyphens and dots";
            }
        }
        return "";
    }

    private static boolean isLabelCharacter(int c) {
        if (c < 0x80) {
            return c == '-' || Ascii.isLetterOrDigit(c);
        }
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static String faultOfLiteral(String text) {
        String fault = "the address literal is neither [IPv4] nor [IPv6:address]";
        if (!text.endsWith("]")) {
            return fault;
        }
        String inner = text.substring(1, text.length() - 1);
        if (inner.regionMatches(true, 0, "IPv6:", 0, 5)) {
            return isIpv6(inner.substring(5)) ? "" : fault;
        }
        return isIpv4(inner) ? "" : fault;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(Ascii::isDigit);
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        boolean alphabet = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> c == ':' || c == '.' || (Character.digit(c, 16) >= 0 && c < 0x80));
        if (!alphabet) {
            return false;
        }
        try {
            // Brackets make this a literal: no name is ever looked up.
            InetAddress.getByName("[" + text + "]");
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
