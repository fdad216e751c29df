// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The ids and service names of this library's own modules. Like those of the built-in provider they are not taken over by a provider that was merely
 * found, whether the module is there or not: what is sent by them, tokens included, must not go to code that nobody chose.
 */
final class ReservedNames {

    /** The classes that may have an id; none may be found for that of {@code jdk-sasl}, which is given in code. */
    private static final Map<String, String> CLASSES = Map.of(
            "lmtp", "org.postrider.lmtp.LmtpProvider",
            "xoauth2", "org.postrider.xoauth2.XOAuth2Provider",
            "jdk-sasl", "");

    private static final Map<String, String> TRANSPORTS = Map.of("lmtp", "lmtp");
    private static final Map<String, String> MECHANISMS = Map.of("xoauth2", "xoauth2", "oauthbearer", "xoauth2");

    private ReservedNames() {}

    /** Whether an id belongs to one of our modules, and this class does not. */
    static boolean isTaken(String id, Class<?> provider) {
        String owner = CLASSES.get(id);
        return owner != null && !owner.equals(provider.getName());
    }

    /** The id of the provider to which a service name is reserved. */
    static Optional<String> ownerOf(Class<?> type, String name) {
        Map<String, String> owners = switch (type.getName()) {
            case "org.postrider.spi.TransportFactory" -> TRANSPORTS;
            case "org.postrider.spi.AuthMechanismFactory" -> MECHANISMS;
            default -> Map.of();
        };
        return Optional.ofNullable(owners.get(name.toLowerCase(Locale.ROOT)));
    }
}
