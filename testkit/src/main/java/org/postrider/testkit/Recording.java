// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;

/** What the client did: octets, reads, contents and peers. Written by the player, read by the test's threads. */
final class Recording {

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final ByteArrayOutputStream inClear = new ByteArrayOutputStream();
    private final List<SSLSession> sessions = new ArrayList<>();
    private final List<Integer> reads = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<SocketAddress> peers = new ArrayList<>();

    void readInClear(byte[] came) {
        locked(() -> {
            inClear.writeBytes(came);
            return read(came);
        });
    }

    void readInTls(byte[] came) {
        locked(() -> read(came));
    }

    private boolean read(byte[] came) {
        octets.writeBytes(came);
        return reads.add(came.length);
    }

    /** Takes back the end of the last read in clear: it is TLS's, and no step of the script ever sees it as it is. */
    void unread(int length) {
        locked(() -> {
            if (length > 0) {
                shorten(octets, length);
                shorten(inClear, length);
                int left = reads.remove(reads.size() - 1) - length;
                return left == 0 || reads.add(left);
            }
            return true;
        });
    }

    private static void shorten(ByteArrayOutputStream stream, int length) {
        byte[] all = stream.toByteArray();
        stream.reset();
        stream.write(all, 0, all.length - length);
    }

    void session(SSLSession session) {
        locked(() -> sessions.add(session));
    }

    void content(byte[] content) {
        locked(() -> contents.add(content));
    }

    int peer(SocketAddress peer) {
        return locked(() -> {
            peers.add(peer);
            return peers.size();
        });
    }

    byte[] octets() {
        return locked(octets::toByteArray);
    }

    byte[] inClear() {
        return locked(inClear::toByteArray);
    }

    List<SSLSession> sessions() {
        return locked(() -> List.copyOf(sessions));
    }

    List<Integer> reads() {
        return locked(() -> List.copyOf(reads));
    }

    byte[] content(int index) {
        return locked(() -> contents.get(index).clone());
    }

    List<SocketAddress> peers() {
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
