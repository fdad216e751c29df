// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

/** Whether a load fits into the memory of this process. */
final class BenchMemory {

    private static final long MEBIBYTE = 1 << 20;
    /** So many windows, or so many octets, are held until they are proved: {@code Session.sendAll}. */
    private static final long WINDOWS = 16;

    private static final long OCTETS_IN_WINDOWS = 16 * MEBIBYTE;
    private static final long OCTETS_OF_SESSION = 64 * 1024;
    private static final long OCTETS_OF_RECIPIENT = 512;

    private BenchMemory() {}

    /**
     * Looks before anything is made.
     *
     * @param heap octets that this process may have
     * @throws IllegalArgumentException if the load needs more
     */
    static void check(BenchLoad load, int window, long heap) {
        long copies = 1 + inFlight(load, window);
        long needed =
                load.sessions() * (OCTETS_OF_SESSION + copies * load.size() + OCTETS_OF_RECIPIENT * load.recipients());
        // The rest is for everything else.
        if (needed > heap / 4 * 3) {
            throw new IllegalArgumentException(
                    "--size " + load.size() + ", --sessions " + load.sessions() + " and --rcpts "
                            + load.recipients() + (window > 0 ? " with --window " + window : "") + " need "
                            + mebibytes(needed) + " MiB of a heap of " + mebibytes(heap)
                            + " MiB; give less, or more heap by JAVA_OPTS=-Xmx" + mebibytes(needed / 3 * 4) + "m");
        }
    }

    private static long inFlight(BenchLoad load, int window) {
        if (window == 0) {
            return load.sendAll() ? 2 : 1;
        }
        return Math.min(WINDOWS * window, 1 + OCTETS_IN_WINDOWS / load.size()) + 1;
    }

    private static long mebibytes(long octets) {
        return 1 + (octets - 1) / MEBIBYTE;
    }
}
