// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.Closeable;
import java.io.IOException;

/** Measures one contestant at one work. */
interface Runner extends Closeable {

    /**
     * Connects, sends unmeasured for a while, and then measured for a while; at least one mail each.
     *
     * @param leadNanos how long unmeasured
     * @param nanos how long measured
     * @return what was measured
     * @throws IOException if the contestant failed
     */
    Sample measure(long leadNanos, long nanos) throws IOException;

    @Override
    void close();
}
