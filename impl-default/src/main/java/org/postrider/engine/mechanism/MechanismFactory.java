// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.postrider.Credentials;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

/**
 * A factory as a row of facts.
 *
 * @param credentials the kind of credentials it uses
 * @param strength its rank
 * @param revealsSecret as {@link AuthMechanismFactory#revealsSecret}
 * @param provesServer as {@link AuthMechanismFactory#provesServer}
 * @param needsChannelBinding as {@link AuthMechanismFactory#needsChannelBinding}
 * @param onlyIfNamed as {@link AuthMechanismFactory#onlyIfNamed}
 * @param maker makes the mechanism
 */
public record MechanismFactory(
        Class<? extends Credentials> credentials,
        int strength,
        boolean revealsSecret,
        boolean provesServer,
        boolean needsChannelBinding,
        boolean onlyIfNamed,
        Function<AuthContext, Optional<AuthMechanism>> maker)
        implements AuthMechanismFactory {

    /** A password goes to the server as it is. */
    static MechanismFactory revealing(
            Class<? extends Credentials> credentials,
            int strength,
            Function<AuthContext, Optional<AuthMechanism>> maker) {
        return new MechanismFactory(credentials, strength, true, false, false, false, maker);
    }

    /** Nothing secret goes to the server, and the server proves nothing. */
    static MechanismFactory secretless(
            Class<? extends Credentials> credentials,
            int strength,
            Function<AuthContext, Optional<AuthMechanism>> maker) {
        return new MechanismFactory(credentials, strength, false, false, false, false, maker);
    }

    /** Both sides prove that they know the password. */
    static MechanismFactory mutual(
            Class<? extends Credentials> credentials,
            int strength,
            boolean bound,
            Function<AuthContext, Optional<AuthMechanism>> maker) {
        return new MechanismFactory(credentials, strength, false, true, bound, false, maker);
    }

    /** The same, used only where it is named. */
    MechanismFactory named() {
        return new MechanismFactory(
                credentials, strength, revealsSecret, provesServer, needsChannelBinding, true, maker);
    }

    @Override
    public Set<Class<? extends Credentials>> credentialTypes() {
        return Set.of(credentials);
    }

    @Override
    public Optional<AuthMechanism> create(AuthContext context) {
        return maker.apply(context);
    }
}
