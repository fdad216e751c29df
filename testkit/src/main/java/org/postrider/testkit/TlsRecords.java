// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.postrider.testkit.Connection.Arrival;

/** The TLS engine and the socket, record by record. */
final class TlsRecords {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final SocketChannel channel;
    private final Inflow inflow;
    private final Recording recording;
    private final ByteBuffer outflow;
    private int unreadable;

    TlsRecords(SSLEngine engine, SocketChannel channel, Inflow inflow, Recording recording) {
        this.engine = engine;
        this.channel = channel;
        this.inflow = inflow;
        this.recording = recording;
        outflow = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize())
                .flip();
    }

    SSLEngine engine() {
        return engine;
    }

    /** Opens one record, which need not hold octets of the client; OCTETS stands for any record but close_notify. */
    Arrival open(ByteBuffer into) throws IOException {
        while (true) {
            if (inflow.isOutsideOfTls()) {
                byte[] octets = inflow.take(Integer.MAX_VALUE);
                recording.readInClear(octets);
                throw new OutsideOfTlsException(octets);
            }
            SSLEngineResult result = unwrap(into);
            switch (result.getStatus()) {
                case OK -> {
                    return Arrival.OCTETS;
                }
                case CLOSED -> {
                    return Arrival.CLOSE_NOTIFY;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("a record longer than TLS allows");
                case BUFFER_UNDERFLOW -> {
                    Arrival arrival = inflow.fill();
                    if (arrival != Arrival.OCTETS) {
                        return arrival;
                    }
                }
            }
        }
    }

    private SSLEngineResult unwrap(ByteBuffer into) throws SSLException {
        int start = inflow.octets().position();
        try {
            SSLEngineResult result = engine.unwrap(inflow.octets(), into);
            runTasks();
            return result;
        } catch (SSLException e) {
            // Engines do not say how much of a record they have taken when they fail on it.
            inflow.octets().position(start);
            unreadable = inflow.recordAt(start);
            throw e;
        }
    }

    /** For what comes once the engine reads no more. */
    Aftermath aftermath(boolean inClear) {
        return new Aftermath(inflow, recording, unreadable, inClear);
    }

    /** Wraps one record, behind what has not left yet; false if the engine has none to give or there is no room. */
    boolean seal(ByteBuffer octets) throws SSLException {
        outflow.compact();
        try {
            SSLEngineResult result = engine.wrap(octets, outflow);
            runTasks();
            return result.bytesProduced() > 0;
        } finally {
            outflow.flip();
        }
    }

    /** The same for what the engine itself has to say. */
    boolean seal() throws SSLException {
        return seal(NONE.duplicate());
    }

    /** Sends what was wrapped; true once all has left. */
    boolean flush() throws IOException {
        if (outflow.hasRemaining()) {
            channel.write(outflow);
        }
        return !outflow.hasRemaining();
    }

    /** What was wrapped and has not left yet. */
    ByteBuffer sealed() {
        return outflow.asReadOnlyBuffer();
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
