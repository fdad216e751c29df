// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What the client did: octets, reads, contents and peers. Written by the player, read by the test's threads. */
final class Recording {

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final List<Integer> reads = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<InetSocketAddress> peers = new ArrayList<>();

    void read(byte[] from, int length) {
        locked(() -> {
            octets.write(from, 0, length);
            return reads.add(length);
        });
    }

    void content(byte[] content) {
        locked(() -> contents.add(content));
    }

    int peer(InetSocketAddress peer) {
        return locked(() -> {
            peers.add(peer);
            return peers.size();
        });
    }

    byte[] octets() {
        return locked(octets::toByteArray);
    }

    List<Integer> reads() {
        return locked(() -> List.copyOf(reads));
    }

    byte[] content(int index) {
        return locked(() -> contents.get(index).clone());
    }

    List<InetSocketAddress> peers() {
        return locked(() -> List.copyOf(peers));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
