// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.postrider.Deadline;
import org.postrider.TlsSettings;
import org.postrider.Transport;

/** Puts TLS over a transport by a caller's settings: handshake, and proof that the server is the one that was asked for. */
public final class TlsLayer {

    private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

    private final TlsSettings settings;
    private final String name;
    private final int port;
    private final boolean mustVerify;
    private @Nullable String notVerified;

    /**
     * Makes a layer for one server.
     *
     * @param settings whom to trust and what to show
     * @param host as the caller gave it
     * @param port its port, or -1
     * @param mustVerify whether a certificate that does not prove the server ends the handshake; settings that say whom to trust, or show a
     *     client certificate, always demand it
     */
    public TlsLayer(TlsSettings settings, String host, int port, boolean mustVerify) {
        this.settings = settings;
        this.name = ServerNames.canonical(settings.serverName().orElse(host));
        this.port = port;
        this.mustVerify = mustVerify || demandsVerification(settings);
    }

    private static boolean demandsVerification(TlsSettings settings) {
        return settings.context().isPresent()
                || !settings.authorities().isEmpty()
                || !settings.pins().isEmpty()
                || !settings.keyManagers().isEmpty();
    }

    /**
     * Does the handshake.
     *
     * @param below where nothing is waiting to be read; left open on failure
     * @param deadline when to give up
     * @return the protected transport
     * @throws SSLException if the handshake fails or the server is not proved; its message is whole
     * @throws IOException as {@link Transport#read} and {@link Transport#write}
     */
    public Transport over(Transport below, Deadline deadline) throws IOException {
        ServerTrust trust;
        TlsTransport secured;
        try {
            trust = new ServerTrust(settings, name, mustVerify);
            boolean ownTrustManager = settings.context().isEmpty();
            secured = new TlsTransport(below, engine(trust), ownTrustManager ? null : trust::checkIdentity);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SSLException("TLS cannot be set up: " + e.getMessage(), e);
        }
        if (settings.isInsecure()) {
            System.getLogger(TlsLayer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the certificate of " + below.peer() + " is not verified, because the caller said so");
        }
        try {
            secured.handshake(deadline);
        } catch (SSLException e) {
            CertificateException fault = certificateFault(e);
            throw fault == null ? plainOr(e) : new SSLException(trust.sentence(fault), e);
        }
        notVerified = trust.notVerified();
        secured.verified(notVerified == null);
        return secured;
    }

    /** Why the server is not verified although the handshake succeeded; empty if it is verified. */
    public Optional<String> notVerified() {
        return Optional.ofNullable(notVerified);
    }

    private SSLEngine engine(ServerTrust trust) throws GeneralSecurityException {
        SSLContext context = settings.context().isPresent() ? settings.context().get() : ownContext(trust);
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                settings.protocols().isEmpty()
                        ? safe(context.getSupportedSSLParameters().getProtocols())
                        : settings.protocols().toArray(String[]::new));
        if (!settings.cipherSuites().isEmpty()) {
            parameters.setCipherSuites(settings.cipherSuites().toArray(String[]::new));
        }
        if (isName()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLContext ownContext(ServerTrust trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(settings.keyManagers().toArray(KeyManager[]::new), new TrustManager[] {trust}, null);
        return context;
    }

    private static String[] safe(String[] supported) {
        return SAFE.stream().filter(Arrays.asList(supported)::contains).toArray(String[]::new);
    }

    private boolean isName() {
        try {
            return !name.isEmpty()
                    && !InetAddresses.isInetAddress(name)
                    && !new SNIHostName(name).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable CertificateException certificateFault(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateException fault) {
                return fault;
            }
        }
        return null;
    }

    /** Says what the platform's words for a failed handshake mean, for the commonest of them. */
    private SSLException plainOr(SSLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")
                || message.contains("plaintext connection")
                || message.contains("Not an SSL/TLS record")) {
            return new SSLException(
                    "the server answered without TLS; for a server that starts TLS by STARTTLS write smtp://", e);
        }
        if (message.contains("protocol_version") || message.contains("selected protocol version")) {
            return new SSLException(
                    "the server supports none of the TLS versions offered ("
                            + String.join(", ", settings.protocols().isEmpty() ? SAFE : settings.protocols())
                            + "); it needs an update, or the settings must offer an older version, which is weak",
                    e);
        }
        if (message.contains("handshake_failure")) {
            return new SSLException(
                    "the server refused the handshake (handshake_failure): it supports none of the cipher suites"
                            + " offered, or it demands a client certificate",
                    e);
        }
        return e;
    }
}
