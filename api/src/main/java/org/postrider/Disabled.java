// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The classes and ids that the system property {@code postrider.providers.disabled} lists. */
final class Disabled {

    private static final String PROPERTY = "postrider.providers.disabled";

    private final List<String> entries;
    private final Set<String> unusedIds = new LinkedHashSet<>();

    private Disabled(List<String> entries) {
        this.entries = entries;
        for (String entry : entries) {
            // A class that is not there is a precaution; an id that is not there is a slip.
            if (ProviderId.isWellFormed(entry)) {
                unusedIds.add(entry);
            }
        }
    }

    static Disabled byProperty() {
        return new Disabled(listed(PROPERTY));
    }

    /** The entries of a property that is a list with commas. */
    static List<String> listed(String property) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty(property, "").split(",")) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }

    /** Whether a class is not to be instantiated. */
    boolean hasClass(String name) {
        for (String entry : entries) {
            boolean matches =
                    entry.endsWith("*") ? name.startsWith(entry.substring(0, entry.length() - 1)) : name.equals(entry);
            if (matches) {
                unusedIds.remove(entry);
                return true;
            }
        }
        return false;
    }

    /** Whether a provider is to be left out, now that its id is known. */
    boolean hasId(String id) {
        unusedIds.remove(id);
        return entries.contains(id);
    }

    /** The ids that no provider has had. */
    List<ProviderProblem> problems() {
        List<ProviderProblem> problems = new ArrayList<>();
        for (String id : unusedIds) {
            problems.add(new ProviderProblem(
                    id,
                    "system property " + PROPERTY,
                    ProviderId.isReserved(id)
                            ? "the built-in provider cannot be disabled"
                            : "no provider of that id was found; check the spelling",
                    Optional.empty()));
        }
        return problems;
    }
}
