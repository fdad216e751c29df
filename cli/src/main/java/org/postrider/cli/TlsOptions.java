// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nl.altindag.ssl.pem.util.PemUtils;
import org.jspecify.annotations.Nullable;
import org.postrider.TlsSettings;
import picocli.CommandLine.Option;

/** Whom to trust in TLS, and what to show. */
final class TlsOptions {

    @Option(names = "--ca", paramLabel = "FILE", description = "trust the authorities in this PEM file instead")
    private @Nullable Path authorities;

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            description =
                    "trust exactly the server whose certificate or public key has this digest; may be given again")
    private List<String> pins = new ArrayList<>();

    @Option(names = "--insecure-no-verify", description = "take any certificate: whoever answers is believed")
    private boolean insecure;

    @Option(names = "--cert", paramLabel = "FILE", description = "a client certificate in PEM; needs --key")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "its private key in PEM")
    private @Nullable Path key;

    /** How TLS is to be done. */
    TlsSettings settings() {
        if (insecure && !pins.isEmpty()) {
            throw new IllegalArgumentException(
                    "--pin and --insecure-no-verify contradict each other; leave one of them out");
        }
        if (insecure) {
            return withoutVerification();
        }
        TlsSettings settings = withClientCertificate();
        try {
            if (authorities != null) {
                settings = settings.withAuthorities(PemUtils.loadCertificate(authorities));
            }
        } catch (RuntimeException e) {
            throw unusable(e);
        }
        return pins.isEmpty() ? settings : settings.withPins(pins.toArray(String[]::new));
    }

    /** The same, but any server is taken. */
    TlsSettings withoutVerification() {
        return withClientCertificate().insecureWithoutVerification();
    }

    private TlsSettings withClientCertificate() {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--cert and --key belong together");
        }
        try {
            return certificate == null || key == null
                    ? TlsSettings.defaults()
                    : TlsSettings.defaults().withKeyManagers(PemUtils.loadIdentityMaterial(certificate, key));
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private static IllegalArgumentException unusable(RuntimeException e) {
        return new IllegalArgumentException("certificate or key cannot be used: " + e.getMessage(), e);
    }
}
