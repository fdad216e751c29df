// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.postrider.AnonymousCredentials;
import org.postrider.ExternalCredentials;
import org.postrider.PasswordCredentials;
import org.postrider.spi.AuthMechanismFactory;

/** The table of the built-in mechanisms. */
public final class BuiltInMechanisms {

    private static final int BOUND = 100;
    private static final Map<String, Integer> SCRAM = new LinkedHashMap<>();

    static {
        SCRAM.put("SCRAM-SHA-512", 310);
        SCRAM.put("SCRAM-SHA-256", 300);
        SCRAM.put("SCRAM-SHA-1", 280);
    }

    private BuiltInMechanisms() {}

    /** All, by SASL name. */
    public static Map<String, Supplier<AuthMechanismFactory>> all() {
        Map<String, Supplier<AuthMechanismFactory>> all = new LinkedHashMap<>();
        all.put(
                "EXTERNAL",
                () -> MechanismFactory.secretless(ExternalCredentials.class, 500, SingleResponse::external));
        SCRAM.forEach((name, strength) -> {
            all.put(
                    name + ScramMechanism.PLUS,
                    () -> MechanismFactory.mutual(
                            PasswordCredentials.class, strength + BOUND, true, ScramMechanism::bound));
            all.put(
                    name,
                    () -> MechanismFactory.mutual(PasswordCredentials.class, strength, false, ScramMechanism::unbound));
        });
        all.put("PLAIN", () -> MechanismFactory.revealing(PasswordCredentials.class, 100, SingleResponse::plain));
        all.put("LOGIN", () -> MechanismFactory.revealing(PasswordCredentials.class, 90, LoginMechanism::in));
        all.put(
                "CRAM-MD5",
                () -> MechanismFactory.secretless(PasswordCredentials.class, 50, CramMd5Mechanism::in)
                        .named());
        all.put(
                "ANONYMOUS",
                () -> MechanismFactory.secretless(AnonymousCredentials.class, 10, SingleResponse::anonymous));
        return all;
    }
}
