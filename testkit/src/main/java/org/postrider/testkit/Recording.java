// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What happened, for the test to look at. Every method is atomic and none does I/O. */
final class Recording {

    private static final int DIALOGUE_LINES = 20;
    private static final int MAX_RECORDED = 16 * 1024 * 1024;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<Integer> reads = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<InetSocketAddress> peers = new ArrayList<>();
    private final Deque<String> dialogue = new ArrayDeque<>();

    synchronized void read(byte[] octets, int length) {
        reads.add(length);
        if (received.size() < MAX_RECORDED) {
            received.write(octets, 0, length);
        }
    }

    synchronized void content(byte[] octets) {
        contents.add(octets);
    }

    synchronized void peer(InetSocketAddress address) {
        peers.add(address);
    }

    synchronized void said(String mark, byte[] octets) {
        dialogue.add(mark + " " + Octets.show(octets.length > 1000 ? Arrays.copyOf(octets, 1000) : octets));
        if (dialogue.size() > DIALOGUE_LINES) {
            dialogue.remove();
        }
    }

    synchronized byte[] received() {
        return received.toByteArray();
    }

    synchronized List<Integer> reads() {
        return List.copyOf(reads);
    }

    synchronized byte[] content(int index) {
        return contents.get(index).clone();
    }

    synchronized List<InetSocketAddress> peers() {
        return List.copyOf(peers);
    }

    synchronized String dialogue() {
        return String.join("\n  ", dialogue);
    }
}
