// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who decides about chains of certificates. */
final class Authorities {

    private Authorities() {}

    /** These authorities alone; without any, the platform's trust anchors, read once. */
    static X509TrustManager of(List<X509Certificate> certificates) throws GeneralSecurityException {
        if (certificates.isEmpty()) {
            return Platform.ANCHORS.get();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority" + i, certificates.get(i));
        }
        return from(store);
    }

    private static X509TrustManager from(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("the platform has no X.509 trust manager"));
    }

    /** Loaded on first use; what fails is tried again, since a trust store may be mended. */
    private static final class Platform {

        static final Platform ANCHORS = new Platform();

        private volatile @Nullable X509TrustManager loaded;

        X509TrustManager get() throws GeneralSecurityException {
            X509TrustManager known = loaded;
            if (known == null) {
                known = from(null);
                loaded = known;
            }
            return known;
        }
    }
}
