// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Connection.Arrival;

/** The socket inside TLS, from the handshake on. */
final class TlsWire implements Wire {

    private final TlsRecords records;
    private final Recording recording;
    private @Nullable Aftermath aftermath;

    TlsWire(TlsRecords records, Recording recording) {
        this.records = records;
        this.recording = recording;
    }

    /** Opens nothing more, after a handshake that failed. */
    TlsWire over(boolean inClear) {
        aftermath = records.aftermath(inClear);
        return this;
    }

    @Override
    public Arrival read(ByteBuffer into) throws IOException {
        if (aftermath != null) {
            return aftermath.read(into);
        }
        Arrival arrival = readRecord(into);
        if (arrival == Arrival.OCTETS) {
            recording.readInTls(Octets.filled(into));
        } else if (arrival == Arrival.CLOSE_NOTIFY) {
            over(false);
        }
        return arrival;
    }

    private Arrival readRecord(ByteBuffer into) throws IOException {
        try {
            while (true) {
                Arrival arrival = records.open(into);
                if (arrival != Arrival.OCTETS || into.position() > 0) {
                    return arrival;
                }
                // An answer that the engine owes, as to a key update; nobody else would ask it to wrap.
                if (records.engine().getHandshakeStatus() == HandshakeStatus.NEED_WRAP && records.seal()) {
                    records.flush();
                }
            }
        } catch (SSLException e) {
            over(e instanceof OutsideOfTlsException);
            throw e;
        }
    }

    @Override
    public boolean write(ByteBuffer octets) throws IOException {
        while (records.flush()) {
            if (!octets.hasRemaining()) {
                return true;
            }
            if (!records.seal(octets)) {
                throw new SSLException("TLS is over, nothing can be sent");
            }
        }
        return false;
    }

    @Override
    public boolean end() throws IOException {
        records.engine().closeOutbound();
        while (records.flush()) {
            if (records.engine().isOutboundDone() || !records.seal()) {
                return records.flush();
            }
        }
        return false;
    }
}
