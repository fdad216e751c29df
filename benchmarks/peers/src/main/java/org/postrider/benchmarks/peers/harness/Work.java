// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

/** What is sent, again and again, on one connection. */
enum Work {
    SMALL("4k-1", "4 KiB to 1 recipient", 4096, 1, Way.ANY),
    SMALL_TO_10("4k-10", "4 KiB to 10 recipients", 4096, 10, Way.ANY),
    SMALL_TO_50("4k-50", "4 KiB to 50 recipients", 4096, 50, Way.ANY),
    MEDIUM("32k-1", "32 KiB to 1 recipient", 32 * 1024, 1, Way.ANY),
    LARGE("data-100m", "100 MiB by DATA", 100 * 1024 * 1024, 1, Way.DATA),
    FILE("bdat-1g", "a file of 1 GiB by BDAT", 1024 * 1024 * 1024, 1, Way.BDAT_OF_FILE);

    /** How the content must go. */
    enum Way {
        ANY,
        DATA,
        BDAT_OF_FILE
    }

    private static final int MIB = 1024 * 1024;

    final String id;
    final String title;
    final int size;
    final int recipients;
    final Way way;

    Work(String id, String title, int size, int recipients, Way way) {
        this.id = id;
        this.title = title;
        this.size = size;
        this.recipients = recipients;
        this.way = way;
    }

    /** {@return whether its rate is given in MiB per second and not in messages per second} */
    boolean isLarge() {
        return size > MIB;
    }

    /** {@return a rate in the work's unit} */
    double rate(double messagesPerSecond) {
        return isLarge() ? messagesPerSecond * size / MIB : messagesPerSecond;
    }

    static Work of(String id) {
        for (Work work : values()) {
            if (work.id.equals(id)) {
                return work;
            }
        }
        throw new IllegalArgumentException("no such work: " + id);
    }
}
