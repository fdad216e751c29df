// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

import java.security.CodeSource;
import java.security.ProtectionDomain;

/** Where the code of a class comes from, for messages that blame it. */
public final class Origin {

    /** What {@link #of} returns if the place is not known. */
    public static final String UNKNOWN = "unknown location";

    private Origin() {}

    /**
     * Finds the jar, folder or module of a class.
     *
     * @param type a loaded class
     * @return the URL of its jar or folder, or else its module's name, or else {@link #UNKNOWN}
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
