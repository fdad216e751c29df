// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import org.postrider.internal.Ascii;

/** The form of provider ids. */
final class ProviderId {

    static final String BUILT_IN = "postrider";

    private ProviderId() {}

    static boolean isWellFormed(String id) {
        boolean wellFormed = !id.isEmpty() && id.charAt(0) >= 'a' && id.charAt(0) <= 'z';
        for (int i = 1; i < id.length() && wellFormed; i++) {
            char c = id.charAt(i);
            wellFormed = (c >= 'a' && c <= 'z') || Ascii.isDigit(c) || c == '-';
        }
        return wellFormed;
    }

    static boolean isReserved(String id) {
        return id.equals(BUILT_IN);
    }
}
