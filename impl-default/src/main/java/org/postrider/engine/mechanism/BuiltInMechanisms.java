// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import org.postrider.AnonymousCredentials;
import org.postrider.ExternalCredentials;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthMechanismFactory;

/** The factories of the built-in mechanisms. */
public final class BuiltInMechanisms {

    private static final int BOUND = 100;

    private BuiltInMechanisms() {}

    /**
     * Makes the factory of one.
     *
     * @param name its SASL name
     */
    public static AuthMechanismFactory factory(String name) {
        return switch (name) {
            case "EXTERNAL" -> MechanismFactory.secretless(ExternalCredentials.class, 500, SingleResponse::external);
            case "SCRAM-SHA-512-PLUS" -> bound(310);
            case "SCRAM-SHA-512" -> unbound(310);
            case "SCRAM-SHA-256-PLUS" -> bound(300);
            case "SCRAM-SHA-256" -> unbound(300);
            case "SCRAM-SHA-1-PLUS" -> bound(280);
            case "SCRAM-SHA-1" -> unbound(280);
            case "PLAIN" -> MechanismFactory.revealing(PasswordCredentials.class, 100, SingleResponse::plain);
            case "LOGIN" -> MechanismFactory.revealing(PasswordCredentials.class, 90, LoginMechanism::in);
            case "CRAM-MD5" ->
                MechanismFactory.secretless(PasswordCredentials.class, 50, CramMd5Mechanism::in)
                        .named();
            case "ANONYMOUS" -> MechanismFactory.secretless(AnonymousCredentials.class, 10, SingleResponse::anonymous);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static AuthMechanismFactory bound(int strength) {
        return MechanismFactory.mutual(PasswordCredentials.class, strength + BOUND, true, ScramMechanism::bound);
    }

    private static AuthMechanismFactory unbound(int strength) {
        return MechanismFactory.mutual(PasswordCredentials.class, strength, false, ScramMechanism::unbound);
    }
}
