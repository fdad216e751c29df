// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

/** What lies between client and server. */
enum Network {
    ONE_CPU("one-cpu", "loopback, client and server on one processor"),
    LOOPBACK("loopback", "loopback"),
    DELAYED("delayed", "a delay each way");

    final String id;
    final String title;

    Network(String id, String title) {
        this.id = id;
        this.title = title;
    }

    static Network of(String id) {
        for (Network network : values()) {
            if (network.id.equals(id)) {
                return network;
            }
        }
        throw new IllegalArgumentException("no such network: " + id);
    }
}
