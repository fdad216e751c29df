// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClientFactory;
import org.postrider.spi.AbstractProvider;

/** The SASL mechanisms of the Java platform, for callers who add it. */
public final class JdkSaslProvider extends AbstractProvider {

    /** Its provider id. */
    public static final String ID = "jdk-sasl";

    /** Registers what the platform has. */
    public JdkSaslProvider() {
        super(ID, System.getProperty("java.version", "unknown"), "the SASL mechanisms of the Java platform");
        for (String name : names()) {
            authMechanism(name, () -> new JdkSaslMechanism.Factory(name));
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (SaslClientFactory factory : Collections.list(Sasl.getSaslClientFactories())) {
            for (String name : factory.getMechanismNames(Map.of())) {
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }
}
