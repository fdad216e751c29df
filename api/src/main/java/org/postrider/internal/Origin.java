// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.security.CodeSource;
import java.security.ProtectionDomain;

/** Where a loaded class comes from, for messages. */
public final class Origin {

    /** What is shown of a class whose place is not known. */
    public static final String UNKNOWN = "unknown location";

    private Origin() {}

    /**
     * Finds the place of a class.
     *
     * @param type a loaded class
     * @return the jar or folder, or else {@code module} and its name, or else {@link #UNKNOWN}
     */
    public static String of(Class<?> type) {
        ProtectionDomain domain = type.getProtectionDomain();
        CodeSource source = domain == null ? null : domain.getCodeSource();
        if (source != null && source.getLocation() != null) {
            return source.getLocation().toString();
        }
        return type.getModule().isNamed() ? "module " + type.getModule().getName() : UNKNOWN;
    }
}
