// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that was perhaps meant. */
final class Spelling {

    /** A word with one error in so many letters may be meant. */
    private static final int LETTERS = 4;

    private Spelling() {}

    /** The word of a collection that needs the fewest changes; empty if none is near. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String best = null;
        int least = Math.max(1, word.length() / LETTERS) + 1;
        for (String one : known) {
            int distance = distance(word, one);
            if (distance < least) {
                least = distance;
                best = one;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters are to be put in, taken out, replaced, or swapped with the next one. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
