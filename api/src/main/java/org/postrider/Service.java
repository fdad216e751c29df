// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;

/**
 * One service of a provider. Names are ASCII and matched without regard to case; an alias never beats a name.
 *
 * @param type the service interface
 * @param name the URI scheme, SASL mechanism or EHLO keyword
 * @param aliases further names
 * @param attributes facts about the service for people and tools
 * @param supplier makes a new instance each time; nothing of the service is loaded before
 * @param <T> the service interface
 */
public record Service<T>(
        Class<T> type,
        String name,
        List<String> aliases,
        Map<String, String> attributes,
        Supplier<? extends T> supplier) {

    /**
     * Checks and copies the components.
     *
     * @param type the service interface
     * @param name the URI scheme, SASL mechanism or EHLO keyword
     * @param aliases further names
     * @param attributes facts about the service for people and tools
     * @param supplier makes a new instance each time; nothing of the service is loaded before
     * @throws IllegalArgumentException if a name is malformed
     */
    public Service {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(aliases, "aliases");
        Objects.requireNonNull(attributes, "attributes");
        Objects.requireNonNull(supplier, "supplier");
        checkName(name);
        aliases = List.copyOf(aliases);
        for (String alias : aliases) {
            checkName(alias);
        }
        attributes = Map.copyOf(attributes);
    }

    /**
     * A service without aliases and attributes.
     *
     * @param type the service interface
     * @param name letters, digits and {@code + - . _}
     * @param supplier makes a new instance each time
     * @param <T> the service interface
     * @return the service
     * @throws IllegalArgumentException if the name is malformed
     */
    public static <T> Service<T> of(Class<T> type, String name, Supplier<? extends T> supplier) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(supplier, "supplier");
        return new Service<>(type, name, List.of(), Map.of(), supplier);
    }

    /**
     * Gives the aliases.
     *
     * @param names further names
     * @return a changed copy
     * @throws IllegalArgumentException if one is malformed
     */
    public Service<T> withAliases(String... names) {
        Objects.requireNonNull(names, "names");
        return new Service<>(type, name, List.of(names), attributes, supplier);
    }

    /**
     * Adds an attribute.
     *
     * @param key its name
     * @param value its value
     * @return a changed copy
     */
    public Service<T> withAttribute(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Map<String, String> more = new HashMap<>(attributes);
        more.put(key, value);
        return new Service<>(type, name, aliases, more, supplier);
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static void checkName(String name) {
        boolean wellFormed = !name.isEmpty();
        for (int i = 0; i < name.length() && wellFormed; i++) {
            char c = name.charAt(i);
            wellFormed = Ascii.isLetterOrDigit(c) || "+-._".indexOf(c) >= 0;
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    Escape.quoted(name) + " is no service name: letters, digits and + - . _ only");
        }
    }
}
