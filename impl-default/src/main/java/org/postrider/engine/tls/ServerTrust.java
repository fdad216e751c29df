// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
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
 * Decides inside the handshake whether a server is the one that was asked for, so that no client certificate and no octet of the session reaches
 * another. Where the session may go on unverified, it takes every certificate and keeps what is wrong with it.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private static final int MOST_NAMES = 10;

    private final TlsSettings settings;
    private final String name;
    private final boolean mustVerify;
    private final @Nullable X509TrustManager authorities;
    private X509Certificate @Nullable [] shown;
    private @Nullable CertificateException fault;

    /**
     * Makes the trust manager of one handshake. It reads trust anchors only where they decide.
     *
     * @param name as {@link ServerNames#canonical}
     * @param mustVerify whether a certificate that does not prove the server ends the handshake
     */
    ServerTrust(TlsSettings settings, String name, boolean mustVerify) throws GeneralSecurityException {
        this.settings = settings;
        this.name = name;
        this.mustVerify = mustVerify;
        boolean othersDecide = settings.isInsecure()
                || !settings.pins().isEmpty()
                || settings.context().isPresent();
        this.authorities = othersDecide ? null : anchors();
    }

    private @Nullable X509TrustManager anchors() throws GeneralSecurityException {
        try {
            return Authorities.of(settings.authorities());
        } catch (GeneralSecurityException e) {
            if (mustVerify) {
                throw e;
            }
            fault = new CertificateException("the trusted authorities cannot be read: " + e.getMessage(), e);
            return null;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        shown = chain;
        try {
            checkChain(chain, authType, engine);
            checkIdentity(chain[0]);
        } catch (CertificateException e) {
            if (mustVerify) {
                throw e;
            }
            fault = e;
        }
    }

    private void checkChain(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        try {
            if (authorities instanceof X509ExtendedTrustManager extended) {
                extended.checkServerTrusted(chain, authType, engine);
            } else if (authorities != null) {
                authorities.checkServerTrusted(chain, authType);
            }
        } catch (CertificateException e) {
            throw new CertificateException(CertificateFaults.ofChain(chain, e), e);
        } catch (RuntimeException e) {
            // The platform's own, for example where its trust store is empty.
            throw new CertificateException("the trusted authorities cannot be used: " + e.getMessage(), e);
        }
    }

    /** Checks what no trust manager of a caller's checks: the pin, or the name. */
    void checkIdentity(X509Certificate certificate) throws CertificateException {
        if (shown == null) {
            shown = new X509Certificate[] {certificate};
        }
        if (settings.isInsecure()) {
            return;
        }
        if (settings.pins().isEmpty()) {
            if (!ServerNames.match(certificate, name)) {
                throw new CertificateException(CertificateFaults.ofName(certificate, name));
            }
        } else if (!settings.pins().contains(sha256(certificate.getEncoded()))
                && !settings.pins().contains(sha256(certificate.getPublicKey().getEncoded()))) {
            throw new CertificateException("it is none of those that are trusted by their SHA-256 digest");
        }
    }

    /** Why the server is not verified although the handshake succeeded; null if it is verified. */
    @Nullable
    String notVerified() {
        if (settings.isInsecure()) {
            return "the settings switch verification off";
        }
        CertificateException known = fault;
        return known == null ? null : sentence(known);
    }

    /** What is wrong, what the server showed, and what the user can do. */
    String sentence(CertificateException e) {
        String reason = shown == null ? CertificateFaults.ofContext(e) : String.valueOf(e.getMessage());
        return "the certificate does not prove the server: " + reason + description();
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String description() {
        X509Certificate[] chain = shown;
        if (chain == null) {
            return "";
        }
        X509Certificate certificate = chain[0];
        List<String> names = ServerNames.shown(certificate);
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        String all = names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first;
        return Escape.text("; it showed a certificate for " + (names.isEmpty() ? "no name at all" : all)
                        + ", of subject " + certificate.getSubjectX500Principal() + ", issued by "
                        + certificate.getIssuerX500Principal()
                        + (CertificateFaults.isSelfSigned(certificate) ? " (itself)" : "") + ", valid from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant())
                + digest(certificate);
    }

    private static String digest(X509Certificate certificate) {
        try {
            return "; if you know that it is the server's, trust it by its SHA-256 digest as a pin: "
                    + sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            return "";
        }
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
