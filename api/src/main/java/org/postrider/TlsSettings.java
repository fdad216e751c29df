// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.postrider.internal.Escape;

/**
 * How TLS is done: whom to trust, what to show, which name to expect. By default the platform's trust anchors, TLS 1.2 or newer, SNI, and the
 * host of the server URI in a subjectAltName of the certificate (RFC 9525; the common name is not looked at). Immutable; each
 * {@code with} method returns a changed copy.
 *
 * <p>Settings that say whom to trust (pins, authorities, a context) or show a client certificate demand a verified server whatever the
 * {@link TlsPolicy}. Without any of these, {@link TlsPolicy#OPPORTUNISTIC} may go on with a server that is not verified.
 *
 * <p>Revocation is not checked, as is the platform's default. To check it, start the JVM with {@code -Dcom.sun.net.ssl.checkRevocation=true} and
 * at least one source: {@code -Djava.security.properties=FILE} with the line {@code ocsp.enable=true} in that file for OCSP, or
 * {@code -Dcom.sun.security.enableCRLDP=true} for revocation lists. This holds for the platform's trust anchors and {@link #withAuthorities}. With
 * {@link #withContext} the trust manager decides, such as one that is made with a
 * {@link java.security.cert.PKIXRevocationChecker}. A pin takes the place of every other check, that of revocation included.
 */
public final class TlsSettings {

    private static final TlsSettings DEFAULTS = new TlsSettings(new Parts());
    private static final int SHA256_OCTETS = 32;

    /** What the settings are made of, copied before each change. */
    private static final class Parts {
        private Optional<SSLContext> context = Optional.empty();
        private List<X509Certificate> authorities = List.of();
        private List<KeyManager> keyManagers = List.of();
        private Set<String> pins = Set.of();
        private Optional<String> serverName = Optional.empty();
        private List<String> protocols = List.of();
        private List<String> cipherSuites = List.of();
        private boolean insecure;

        private Parts copy() {
            Parts copy = new Parts();
            copy.context = context;
            copy.authorities = authorities;
            copy.keyManagers = keyManagers;
            copy.pins = pins;
            copy.serverName = serverName;
            copy.protocols = protocols;
            copy.cipherSuites = cipherSuites;
            copy.insecure = insecure;
            return copy;
        }
    }

    private final Parts parts;

    private TlsSettings(Parts parts) {
        this.parts = parts;
    }

    /** {@return the settings that suit a server with a certificate of a public authority} */
    public static TlsSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Takes trust anchors, client certificate and random source from a context. The name of the server is checked in addition to what the
     * context's trust manager does.
     *
     * @param context an initialised context
     * @return a changed copy
     */
    public TlsSettings withContext(SSLContext context) {
        Objects.requireNonNull(context, "context");
        Parts changed = parts.copy();
        changed.context = Optional.of(context);
        return new TlsSettings(changed);
    }

    /**
     * Trusts the authorities given instead of the platform's. Not for use with {@link #withContext}.
     *
     * @param authorities at least one certificate
     * @return a changed copy
     * @throws IllegalArgumentException if there is none
     */
    public TlsSettings withAuthorities(Collection<X509Certificate> authorities) {
        Objects.requireNonNull(authorities, "authorities");
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "no authority given; leave this call out to trust those of the platform");
        }
        Parts changed = parts.copy();
        changed.authorities = List.copyOf(authorities);
        return new TlsSettings(changed);
    }

    /**
     * Has a client certificate for a server that asks for one. Not for use with {@link #withContext}.
     *
     * @param managers such as those of a {@link javax.net.ssl.KeyManagerFactory}
     * @return a changed copy
     */
    public TlsSettings withKeyManagers(KeyManager... managers) {
        Objects.requireNonNull(managers, "managers");
        Parts changed = parts.copy();
        changed.keyManagers = List.of(managers);
        return new TlsSettings(changed);
    }

    /**
     * Trusts exactly the servers whose certificate, or whose public key (SubjectPublicKeyInfo), has one of these SHA-256 digests, and nobody
     * else. Issuer, validity and name are not looked at then. With {@link #withContext} the context's own check comes on top.
     *
     * @param sha256 digests in hexadecimal, colons allowed, at least one
     * @return a changed copy
     * @throws IllegalArgumentException if one is no SHA-256 digest, or there is none, or verification is switched off
     */
    public TlsSettings withPins(String... sha256) {
        Objects.requireNonNull(sha256, "sha256");
        Set<String> digests = new LinkedHashSet<>();
        for (String pin : sha256) {
            digests.add(digest(pin));
        }
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("no pin given; leave this call out to trust authorities");
        }
        if (parts.insecure) {
            throw contradiction();
        }
        Parts changed = parts.copy();
        changed.pins = Set.copyOf(digests);
        return new TlsSettings(changed);
    }

    private static IllegalArgumentException contradiction() {
        return new IllegalArgumentException(
                "pins and insecureWithoutVerification() contradict each other: the one trusts exactly"
                        + " these servers, the other any; leave one of them out");
    }

    private static String digest(String pin) {
        String digits = pin.strip().replace(":", "").toLowerCase(Locale.ROOT);
        try {
            if (HexFormat.of().parseHex(digits).length == SHA256_OCTETS) {
                return digits;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, with the text as it was given.
        }
        throw new IllegalArgumentException(
                Escape.quoted(pin) + " is no SHA-256 digest; write its " + 2 * SHA256_OCTETS + " hexadecimal digits");
    }

    /**
     * Expects another name in the certificate than the host that is connected to, and asks for it by SNI.
     *
     * @param name a host name or IP address
     * @return a changed copy
     */
    public TlsSettings withServerName(String name) {
        Objects.requireNonNull(name, "name");
        Parts changed = parts.copy();
        changed.serverName = Optional.of(name);
        return new TlsSettings(changed);
    }

    /**
     * Offers these protocol versions only.
     *
     * @param protocols names as {@link javax.net.ssl.SSLParameters} knows them, such as {@code TLSv1.3}; to go below 1.2 they must be named
     * @return a changed copy
     */
    public TlsSettings withProtocols(String... protocols) {
        Objects.requireNonNull(protocols, "protocols");
        Parts changed = parts.copy();
        changed.protocols = List.of(protocols);
        return new TlsSettings(changed);
    }

    /**
     * Offers these cipher suites only.
     *
     * @param suites names as {@link javax.net.ssl.SSLParameters} knows them
     * @return a changed copy
     */
    public TlsSettings withCipherSuites(String... suites) {
        Objects.requireNonNull(suites, "suites");
        Parts changed = parts.copy();
        changed.cipherSuites = List.of(suites);
        return new TlsSettings(changed);
    }

    /**
     * Takes any certificate with any name: those who only listen cannot read the traffic, and those who take the server's place can. With
     * {@link #withContext} the context's own check stays. Each session that is opened so logs a warning. {@link #withPins} is the safe way to
     * reach a server with a self-signed certificate.
     *
     * @return a changed copy
     * @throws IllegalArgumentException if there are pins
     */
    public TlsSettings insecureWithoutVerification() {
        if (!parts.pins.isEmpty()) {
            throw contradiction();
        }
        Parts changed = parts.copy();
        changed.insecure = true;
        return new TlsSettings(changed);
    }

    /** {@return the caller's context} */
    public Optional<SSLContext> context() {
        return parts.context;
    }

    /** {@return the authorities to trust; empty for those of the platform} */
    public List<X509Certificate> authorities() {
        return parts.authorities;
    }

    /** {@return what shows a client certificate} */
    public List<KeyManager> keyManagers() {
        return parts.keyManagers;
    }

    /** {@return the SHA-256 digests, 64 lower-case hexadecimal digits each; empty if authorities are trusted} */
    public Set<String> pins() {
        return parts.pins;
    }

    /** {@return the name to expect, if it is not the host} */
    public Optional<String> serverName() {
        return parts.serverName;
    }

    /** {@return the protocol versions to offer; empty for TLS 1.2 and newer} */
    public List<String> protocols() {
        return parts.protocols;
    }

    /** {@return the cipher suites to offer; empty for the platform's} */
    public List<String> cipherSuites() {
        return parts.cipherSuites;
    }

    /** {@return whether any certificate is taken} */
    public boolean isInsecure() {
        return parts.insecure;
    }
}
