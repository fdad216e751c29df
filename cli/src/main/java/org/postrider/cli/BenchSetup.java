// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.net.URI;
import javax.net.ssl.SSLSession;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;

/** Opens sessions, on many threads, and keeps how long that took in microseconds. */
final class BenchSetup implements SessionListener {

    private static final int DIGITS = 3;
    private static final String STARTTLS = "STARTTLS";

    private final Session.Builder builder;
    private final Histogram connect = new SynchronizedHistogram(DIGITS);
    private final Histogram tls = new SynchronizedHistogram(DIGITS);
    private final Histogram all = new SynchronizedHistogram(DIGITS);
    private final ThreadLocal<Long> since = ThreadLocal.withInitial(System::nanoTime);

    /** The builder is changed no more from here on; to open sessions is only to read it. */
    BenchSetup(Session.Builder builder) {
        this.builder = builder.listener(this);
    }

    Session open() throws SmtpException {
        long nanos = System.nanoTime();
        Session session = builder.open();
        record(all, nanos);
        return session;
    }

    /** Opens one that says nothing of how long others take. */
    Session openUncounted() throws SmtpException {
        Session session = builder.open();
        connect.reset();
        tls.reset();
        return session;
    }

    @Override
    public void connecting(URI server) {
        since.set(System.nanoTime());
    }

    @Override
    public void connected(String peer) {
        record(connect, since.get());
        since.set(System.nanoTime());
    }

    @Override
    public void commandSent(String line) {
        if (line.equals(STARTTLS)) {
            since.set(System.nanoTime());
        }
    }

    @Override
    public void secured(SSLSession session) {
        record(tls, since.get());
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, System.nanoTime() - nanos) / 1000);
    }

    /** Until the connection stands, with the search for the address. */
    Histogram connect() {
        return connect;
    }

    /** The handshake, with STARTTLS where it takes that. */
    Histogram tls() {
        return tls;
    }

    /** Until messages can be sent. */
    Histogram all() {
        return all;
    }
}
