// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.postrider.testkit.Connection.Arrival;

/** One TLS handshake as server, as far as it can go without waiting. */
final class Handshake {

    /** What {@link #advance()} gives when there is nothing to wait for. */
    static final int OVER = 0;

    private static final int ALERT = 21;
    private static final int ALERT_DESCRIPTION = 6;
    private static final int PROTOCOL_VERSION = 70;

    /** How a handshake ended. */
    enum Ending {
        COMPLETED,
        REFUSED,
        FAILED,
        CLEAR_OCTETS,
        TIMED_OUT
    }

    /**
     * How it ended, and why.
     *
     * @param reason for people
     * @param cameInClear what the client sent instead of a TLS record
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Outcome(Ending ending, String reason, byte[] cameInClear) {
        Outcome(Ending ending, String reason) {
            this(ending, reason, new byte[0]);
        }
    }

    private final TlsRecords records;
    private final SSLEngine engine;
    private final ByteBuffer scratch;
    private boolean answered;
    private Outcome outcome = new Outcome(Ending.TIMED_OUT, "");

    Handshake(TlsRecords records) {
        this.records = records;
        this.engine = records.engine();
        scratch = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    /** Whether the server has answered a ClientHello. */
    boolean answered() {
        return answered;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Goes on, and gives what to wait for: an operation of a selection key, or {@link #OVER}. */
    int advance() throws IOException {
        try {
            return converse();
        } catch (OutsideOfTlsException e) {
            outcome = new Outcome(Ending.CLEAR_OCTETS, reason(e), e.octets());
        } catch (SSLException e) {
            boolean noCommonVersion = alerts();
            outcome = new Outcome(answered || noCommonVersion ? Ending.REFUSED : Ending.FAILED, reason(e));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (outcome.ending() == Ending.COMPLETED) {
                // Only session tickets are lost; that the client is gone is for the next step to find.
                return OVER;
            }
            outcome = new Outcome(Ending.REFUSED, "the client reset the connection (RST)");
        }
        return OVER;
    }

    private int converse() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NOT_HANDSHAKING, FINISHED -> {
                    outcome = new Outcome(Ending.COMPLETED, "");
                    return records.flush() ? OVER : SelectionKey.OP_WRITE;
                }
                case NEED_WRAP -> {
                    boolean sealed = records.seal();
                    answered |= sealed;
                    if (!sealed && !records.flush()) {
                        return SelectionKey.OP_WRITE;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NEED_TASK -> {
                    if (!records.flush()) {
                        return SelectionKey.OP_WRITE;
                    }
                    Arrival arrival = records.open(scratch.clear());
                    if (arrival == Arrival.NOTHING) {
                        return SelectionKey.OP_READ;
                    }
                    if (arrival != Arrival.OCTETS) {
                        outcome = new Outcome(Ending.REFUSED, "the client closed (" + arrival + ")");
                        return OVER;
                    }
                }
            }
        }
    }

    /**
     * Lets the engine tell the client what it failed on, and says whether that is a version that the client does not
     * offer. Any other failure before the server's answer is the server's own, such as a context without a key: it must
     * not pass for a refusal by the client.
     */
    private boolean alerts() throws IOException {
        while (records.seal()) {
            // Until the engine has said all.
        }
        ByteBuffer sealed = records.sealed();
        int start = sealed.position();
        boolean version = sealed.remaining() > ALERT_DESCRIPTION
                && sealed.get(start) == ALERT
                && sealed.get(start + ALERT_DESCRIPTION) == PROTOCOL_VERSION;
        records.flush();
        return version;
    }

    private static String reason(SSLException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
