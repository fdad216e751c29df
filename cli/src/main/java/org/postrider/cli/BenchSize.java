// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of octets, with {@code k} or {@code m} for a power of 1024. */
final class BenchSize implements ITypeConverter<Integer> {

    private static final int MOST = 1 << 30;
    private static final Map<Character, Integer> UNITS = Map.of('k', 1 << 10, 'm', 1 << 20);

    @Override
    public Integer convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? 1 : UNITS.getOrDefault(lower.charAt(lower.length() - 1), 1);
        try {
            long octets = Long.parseLong(unit == 1 ? lower : lower.substring(0, lower.length() - 1));
            if (octets > 0 && octets <= MOST / unit) {
                return (int) octets * unit;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException(
                "'" + text + "' is no size; write octets such as 4096, 4k or 1m, up to 1024m");
    }
}
