// SPDX-License-Identifier: Apache-2.0
import org.postrider.Provider;
import org.postrider.xoauth2.XOAuth2Provider;

/** The SASL mechanisms XOAUTH2 and OAUTHBEARER, and suppliers of their tokens. */
module org.postrider.xoauth2 {
    // Used by oauth2.oidc.sdk, which has no descriptor that could say so.
    requires com.nimbusds.jose.jwt;
    requires java.net.http;
    requires oauth2.oidc.sdk;
    requires transitive org.postrider;
    requires transitive org.postrider.spi;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports org.postrider.xoauth2;

    provides Provider with
            XOAuth2Provider;
}
