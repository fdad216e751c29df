// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postrider.Providers;
import org.postrider.spi.AuthMechanismFactory;

/**
 * What a mechanism would need here.
 *
 * @param name its SASL name
 * @param provider who supplies it; empty if nobody does
 * @param needs what it needs
 */
record MechanismFacts(String name, String provider, List<String> needs) {

    static MechanismFacts of(String name, Providers providers) {
        return providers
                .get(AuthMechanismFactory.class, name)
                .map(factory -> new MechanismFacts(
                        name,
                        providers
                                .providerOf(AuthMechanismFactory.class, name)
                                .map(provider -> provider.id())
                                .orElse(""),
                        needs(factory)))
                .orElseGet(() -> new MechanismFacts(name, "", List.of("a provider")));
    }

    private static List<String> needs(AuthMechanismFactory factory) {
        List<String> needs = new ArrayList<>();
        needs.add(factory.credentialTypes().stream()
                .map(type -> type.getSimpleName().replace("Credentials", "").toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" or ")));
        if (factory.revealsSecret()) {
            needs.add("TLS");
        }
        if (factory.needsChannelBinding()) {
            needs.add("channel binding");
        }
        if (factory.onlyIfNamed()) {
            needs.add("to be named");
        }
        return needs;
    }
}
