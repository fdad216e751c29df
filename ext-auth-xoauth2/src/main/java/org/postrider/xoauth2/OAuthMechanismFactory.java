// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.util.Optional;
import java.util.Set;
import org.postrider.Credentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

/**
 * Makes the mechanisms of one form.
 *
 * @param form how the token is sent
 * @param strength above PLAIN, since the secret is short-lived, and below SCRAM, since it is shown to the server
 */
record OAuthMechanismFactory(Form form, int strength) implements AuthMechanismFactory {

    @Override
    public Set<Class<? extends Credentials>> credentialTypes() {
        return Set.of(OAuthCredentials.class);
    }

    @Override
    public boolean revealsSecret() {
        return true;
    }

    @Override
    public boolean provesServer() {
        return false;
    }

    @Override
    public boolean needsChannelBinding() {
        return false;
    }

    @Override
    public Optional<AuthMechanism> create(AuthContext context) {
        OAuthCredentials credentials = (OAuthCredentials) context.credentials();
        if (!BearerSyntax.isField(context.host())) {
            throw new IllegalArgumentException("the host " + Text.quoted(context.host()) + " cannot be sent");
        }
        return Optional.of(
                OAuthMechanism.first(form, credentials.user(), context.host(), context.port(), credentials.supplier()));
    }
}
