// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
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

/** Puts TLS over a transport, by a caller's settings: handshake, and proof that the server is the one that was asked for. */
public final class TlsLayer {

    private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

    private final TlsSettings settings;
    private final String name;
    private final int port;

    /**
     * For one server.
     *
     * @param settings whom to trust and what to show
     * @param host as the caller gave it
     * @param port its port, or -1
     */
    public TlsLayer(TlsSettings settings, String host, int port) {
        this.settings = settings;
        this.name = ServerNames.canonical(settings.serverName().orElse(host));
        this.port = port;
    }

    /**
     * Shakes hands.
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
        SSLEngine engine;
        try {
            trust = new ServerTrust(settings, name);
            engine = engine(trust);
            secured = new TlsTransport(
                    below,
                    engine,
                    settings.isInsecure() ? Transport.Protection.ENCRYPTED : Transport.Protection.VERIFIED);
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
            if (settings.context().isPresent()
                    && engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
                trust.checkIdentity(certificate);
            }
            return secured;
        } catch (CertificateException e) {
            secured.close();
            throw notProved(trust, e);
        } catch (SSLException e) {
            throw certificateFault(e) == null ? plainOr(e) : notProved(trust, e);
        }
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

    private static SSLException notProved(ServerTrust trust, Exception e) {
        CertificateException fault = certificateFault(e);
        String reason = fault == null ? e.getMessage() : rootMessage(fault);
        String shown = trust.description();
        return new SSLException(
                "the certificate does not prove the server: " + reason + (shown.isEmpty() ? "" : "; " + shown), e);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The platform says that it saw no TLS in a way that only its authors understand. */
    private static SSLException plainOr(SSLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Unsupported or unrecognized SSL message")
                        || message.contains("plaintext connection")
                        || message.contains("Not an SSL/TLS record")
                ? new SSLException(
                        "the server answered without TLS; for a server that starts TLS by STARTTLS write smtp://", e)
                : e;
    }
}
