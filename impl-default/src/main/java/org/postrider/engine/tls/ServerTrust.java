// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.postrider.TlsSettings;
import org.postrider.internal.Escape;

/**
 * Decides whether a server is the one that was asked for, inside the handshake, so that no client certificate and no octet reaches another.
 * Keeps what the server showed, for the message.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private static final int MOST_NAMES = 10;

    private final TlsSettings settings;
    private final String name;
    private final @Nullable X509TrustManager authorities;
    private @Nullable X509Certificate shown;

    /**
     * For one handshake. Trust anchors are read only where they decide.
     *
     * @param name as {@link ServerNames#canonical}
     */
    ServerTrust(TlsSettings settings, String name) throws GeneralSecurityException {
        this.settings = settings;
        this.name = name;
        boolean othersDecide = settings.isInsecure()
                || !settings.pins().isEmpty()
                || settings.context().isPresent();
        this.authorities = othersDecide ? null : Authorities.of(settings.authorities());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        shown = chain[0];
        if (authorities instanceof X509ExtendedTrustManager extended) {
            extended.checkServerTrusted(chain, authType, engine);
        } else if (authorities != null) {
            authorities.checkServerTrusted(chain, authType);
        }
        checkIdentity(chain[0]);
    }

    /** What no trust manager of a caller's checks: pin or name. */
    void checkIdentity(X509Certificate certificate) throws CertificateException {
        shown = certificate;
        if (settings.isInsecure()) {
            return;
        }
        if (settings.pins().isEmpty()) {
            if (!ServerNames.match(certificate, name)) {
                throw new CertificateException("it is for another name than " + Escape.quoted(name));
            }
        } else if (!settings.pins().contains(sha256(certificate.getEncoded()))
                && !settings.pins().contains(sha256(certificate.getPublicKey().getEncoded()))) {
            throw new CertificateException("it is none of those that are trusted by their SHA-256 digest");
        }
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What the server showed, as part of a sentence; empty if it showed nothing. */
    String description() {
        X509Certificate certificate = shown;
        if (certificate == null) {
            return "";
        }
        List<String> names = ServerNames.shown(certificate);
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        String all = names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first;
        return Escape.text("it showed a certificate for " + (names.isEmpty() ? "no name at all" : all) + ", of subject "
                + certificate.getSubjectX500Principal() + ", issued by " + certificate.getIssuerX500Principal()
                + (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                        ? " (itself)"
                        : "")
                + ", valid from " + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only connections with an engine are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only connections with an engine are checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }
}
