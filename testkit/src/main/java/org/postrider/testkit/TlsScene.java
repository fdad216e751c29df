// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.postrider.testkit.Connection.Arrival;

/** What the steps that are about TLS do, for one step. */
final class TlsScene {

    private final Connection connection;
    private final Dialogue dialogue;
    private final Report mismatch;
    private final Deadline deadline;
    private final String limit;

    TlsScene(Connection connection, Dialogue dialogue, Report mismatch, Deadline deadline, String limit) {
        this.connection = connection;
        this.dialogue = dialogue;
        this.mismatch = mismatch;
        this.deadline = deadline;
        this.limit = limit;
    }

    void handshake(TlsTerms terms, SSLContext context) throws Mismatch, IOException, InterruptedException {
        Handshake handshake = connection.startTls(terms.engine(context), deadline);
        Handshake.Outcome outcome = handshake.outcome();
        switch (outcome.ending()) {
            case COMPLETED -> {
                if (terms.refused()) {
                    throw mismatch.that("the client went through with the TLS handshake, where it had to refuse");
                }
                dialogue.note("-- TLS --");
            }
            case REFUSED -> {
                if (!terms.refused()) {
                    throw mismatch.that("the client and the server did not come to TLS: " + outcome.reason());
                }
                dialogue.note("-- no TLS: " + outcome.reason() + " --");
            }
            case FAILED -> throw mismatch.that("the server could not go on with TLS: " + outcome.reason());
            case CLEAR_OCTETS ->
                throw mismatch.that("the client sent octets outside of TLS", "a TLS handshake", outcome.cameInClear());
            case TIMED_OUT ->
                throw mismatch.that(
                        handshake.answered()
                                ? "the client did not end the TLS handshake within " + limit
                                : "the client sent no ClientHello within " + limit);
        }
    }

    void expectCloseNotify() throws Mismatch, IOException, InterruptedException {
        switch (connection.await(deadline)) {
            case CLOSE_NOTIFY -> passCloseNotify();
            case FIN -> throw mismatch.that("the client closed without close_notify (FIN)");
            case RESET -> throw mismatch.that("the client closed without close_notify (RST)");
            case TLS_FAILURE -> throw mismatch.that(connection.failure());
            case NOTHING -> throw mismatch.that("the client sent no close_notify within " + limit);
            case OCTETS ->
                throw mismatch.that(
                        "the client sent octets where it should have closed",
                        "close_notify",
                        connection.take(Octets.SHOWN));
        }
    }

    /** The client's end, where close_notify may come before it. */
    Arrival awaitEnd() throws IOException, InterruptedException {
        Arrival arrival = connection.await(deadline);
        if (arrival != Arrival.CLOSE_NOTIFY) {
            return arrival;
        }
        passCloseNotify();
        return connection.await(deadline);
    }

    private void passCloseNotify() {
        dialogue.note("C: (close_notify)");
        connection.passEndOfTls();
    }

    /** Sends close_notify; in clear there is nothing to do. A client that is gone needs none. */
    void end() throws Mismatch, IOException, InterruptedException {
        if (connection.endTls(deadline) == Connection.Departure.STALLED) {
            throw mismatch.that("the client did not take close_notify within " + limit);
        }
    }
}
