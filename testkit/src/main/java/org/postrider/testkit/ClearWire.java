// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.postrider.testkit.Connection.Arrival;

/** The socket as it is. */
record ClearWire(SocketChannel channel, Recording recording) implements Wire {

    @Override
    public Arrival read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (count > 0) {
            recording.readInClear(Octets.filled(into));
            return Arrival.OCTETS;
        }
        return count < 0 ? Arrival.FIN : Arrival.NOTHING;
    }

    @Override
    public boolean write(ByteBuffer octets) throws IOException {
        channel.write(octets);
        return !octets.hasRemaining();
    }

    @Override
    public boolean end() {
        return true;
    }
}
