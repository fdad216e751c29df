// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.testkit.Connection.Arrival;

/**
 * What comes once the TLS engine reads no more, after close_notify or a failure: TLS records are dropped, as RFC 8446,
 * 6.1 says, but octets in clear are given, for a client that falls back to them must not go unnoticed.
 */
final class Aftermath {

    private final Inflow inflow;
    private final Recording recording;
    private int unreadable;
    private boolean inClear;

    Aftermath(Inflow inflow, Recording recording, int unreadable, boolean inClear) {
        this.inflow = inflow;
        this.recording = recording;
        this.unreadable = unreadable;
        this.inClear = inClear;
    }

    Arrival read(ByteBuffer into) throws IOException {
        while (true) {
            unreadable -= inflow.drop(unreadable);
            if (unreadable == 0) {
                inClear |= inflow.isOutsideOfTls();
                if (inClear && inflow.octets().hasRemaining()) {
                    byte[] octets = inflow.take(into.remaining());
                    recording.readInClear(octets);
                    into.put(octets);
                    return Arrival.OCTETS;
                }
                unreadable = inClear ? 0 : inflow.recordAt(inflow.octets().position());
            }
            if (unreadable == 0 || !inflow.octets().hasRemaining()) {
                Arrival arrival = inflow.fill();
                if (arrival != Arrival.OCTETS) {
                    return arrival;
                }
            }
        }
    }
}
