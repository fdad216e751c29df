// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.google.auto.service.AutoService;
import org.postrider.Provider;
import org.postrider.spi.AbstractProvider;

/** Brings OAUTHBEARER and XOAUTH2. */
@AutoService(Provider.class)
// The annotation is read by the compiler alone; users of this module need not see it.
@SuppressWarnings("exports")
public final class XOAuth2Provider extends AbstractProvider {

    /** Its provider id. */
    public static final String ID = "xoauth2";

    /** Registers the mechanisms. */
    public XOAuth2Provider() {
        super(ID, versionOf(XOAuth2Provider.class), "SASL mechanisms OAUTHBEARER and XOAUTH2");
        authMechanism("OAUTHBEARER", () -> new OAuthMechanismFactory(Form.OAUTHBEARER, 210));
        authMechanism("XOAUTH2", () -> new OAuthMechanismFactory(Form.XOAUTH2, 200));
    }
}
