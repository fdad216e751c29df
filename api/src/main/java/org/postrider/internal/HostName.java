// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of hosts in the form in which name service, SNI and certificates have them: A-labels (RFC 5890). The platform knows IDNA 2003 only, which
 * turns four characters into others; IDNA 2008 has them in their own right (RFC 5894 section 7.2), so that {@code straße.example} and
 * {@code strasse.example} are two hosts. Labels with one of the four are encoded here.
 */
public final class HostName {

    private static final int MAX_LABEL = 63;
    private static final String ACE_PREFIX = "xn--";
    /** Sharp s, final sigma, zero width non-joiner and joiner. */
    private static final String DEVIATIONS = "\u00DF\u03C2\u200C\u200D";

    // RFC 3492 section 5.
    private static final int BASE = 36;
    private static final int TMIN = 1;
    private static final int TMAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private HostName() {}

    /**
     * The A-labels of a name.
     *
     * @param name a host name, in ASCII or not
     * @return the name in lower-case ASCII; empty if it has no such form
     */
    public static Optional<String> toAscii(String name) {
        if (isAscii(name)) {
            return Optional.of(name.toLowerCase(Locale.ROOT));
        }
        List<String> labels = new ArrayList<>();
        for (String label : name.split("[.\u3002\uFF0E\uFF61]", -1)) {
            Optional<String> encoded = label.length() > MAX_LABEL ? Optional.empty() : labelToAscii(label);
            if (encoded.isEmpty() || encoded.get().length() > MAX_LABEL) {
                return Optional.empty();
            }
            labels.add(encoded.get());
        }
        return Optional.of(String.join(".", labels));
    }

    private static Optional<String> labelToAscii(String label) {
        if (isAscii(label)) {
            return Optional.of(label.toLowerCase(Locale.ROOT));
        }
        String usual = Normalizer.normalize(label, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        if (usual.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return Optional.of(ACE_PREFIX + punycode(usual.codePoints().toArray()));
        }
        try {
            return Optional.of(IDN.toASCII(usual, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** RFC 3492 section 6.3. The labels are too short for an overflow. */
    private static String punycode(int[] input) {
        StringBuilder out = new StringBuilder();
        for (int c : input) {
            if (c < INITIAL_N) {
                out.append((char) c);
            }
        }
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        for (int handled = basic; handled < input.length; n++, delta++) {
            int next = nextAbove(input, n);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int c : input) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    appendNumber(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
        }
        return out.toString();
    }

    private static int nextAbove(int[] input, int n) {
        int next = Integer.MAX_VALUE;
        for (int c : input) {
            next = c >= n && c < next ? c : next;
        }
        return next;
    }

    private static void appendNumber(StringBuilder out, int number, int bias) {
        int rest = number;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.max(TMIN, Math.min(TMAX, k - bias));
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int handled, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / handled;
        int k = 0;
        while (rest > (BASE - TMIN) * TMAX / 2) {
            rest /= BASE - TMIN;
            k += BASE;
        }
        return k + (BASE - TMIN + 1) * rest / (rest + SKEW);
    }
}
