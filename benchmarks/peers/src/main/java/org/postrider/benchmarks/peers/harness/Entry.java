// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.Set;

/**
 * A contestant as the harness knows it.
 *
 * @param id its name in options and results
 * @param kind what it is
 * @param program how it is run
 * @param ways which ways of sending it has
 * @param settings what it was given and what it does, so that the numbers can be judged
 */
record Entry(String id, Kind kind, Program program, Set<Work.Way> ways, String settings) {

    enum Kind {
        FLOOR,
        POSTRIDER,
        PEER,
        OTHER_LANGUAGE
    }

    boolean can(Work work) {
        return ways.contains(work.way);
    }
}
