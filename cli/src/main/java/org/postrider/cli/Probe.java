// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.postrider.Capabilities;
import org.postrider.Greeting;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.StartTlsRefusedException;
import org.postrider.Timeouts;
import org.postrider.TlsException;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;

/**
 * What a server offers, before and after TLS.
 *
 * @param greeting its greeting
 * @param inClear what it offers without TLS; empty if TLS comes first
 * @param tls what TLS brought; empty if there is none
 * @param fault why TLS, though offered, is not to be had or proves nothing; empty if all is well
 * @param secured what it offers by TLS
 */
record Probe(
        Reply greeting,
        Optional<Capabilities> inClear,
        Optional<Tls> tls,
        Optional<String> fault,
        Optional<Capabilities> secured) {

    /** Protocol, cipher suite and the certificates, the server's own first. */
    record Tls(String version, String cipher, List<X509Certificate> chain) {}

    /**
     * Asks. A server whose certificate proves nothing is asked once more without looking at that, so that its certificate can be shown; nothing
     * but EHLO is said to it.
     */
    static Probe of(String server, TlsOptions tls, Timeouts timeouts) throws SmtpException {
        try {
            return ask(server, tls.settings(), timeouts, Optional.empty());
        } catch (TlsException e) {
            try {
                return ask(server, tls.withoutVerification(), timeouts, Optional.of(String.valueOf(e.getMessage())));
            } catch (TlsException again) {
                throw e;
            }
        }
    }

    private static Probe ask(String server, TlsSettings settings, Timeouts timeouts, Optional<String> fault)
            throws SmtpException {
        Session.Builder builder = Session.builder(server)
                .greeting(Greeting.LATER)
                .tls(TlsPolicy.DISABLED)
                .tlsSettings(settings)
                .timeouts(timeouts);
        try (Session session = builder.open()) {
            session.greetIfNeeded();
            Capabilities first = session.capabilities();
            boolean implicit = session.tlsSession().isPresent();
            Optional<String> refused = !implicit && first.has("STARTTLS") ? startTls(session) : Optional.empty();
            Optional<Tls> tls = session.tlsSession().map(Probe::tls);
            return new Probe(
                    session.greeting(),
                    implicit ? Optional.empty() : Optional.of(first),
                    tls,
                    fault.or(() -> refused),
                    tls.isPresent() ? Optional.of(session.capabilities()) : Optional.empty());
        }
    }

    private static Optional<String> startTls(Session session) throws SmtpException {
        try {
            session.startTls();
            return Optional.empty();
        } catch (StartTlsRefusedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Tls tls(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            // A server without a certificate shows none.
            chain.clear();
        }
        return new Tls(session.getProtocol(), session.getCipherSuite(), chain);
    }
}
