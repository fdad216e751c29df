// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {

    private Figures() {}

    /** {@return three digits, or all that stand before the point; a dash for what is not known} */
    static String of(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        double size = Math.abs(number);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, number);
    }

    /** {@return the number without a fraction; a dash for what is not known} */
    static String whole(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%,.0f", number);
    }
}
