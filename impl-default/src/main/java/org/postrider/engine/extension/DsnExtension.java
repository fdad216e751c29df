// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Set;
import org.postrider.spi.Extension;

/** DSN (RFC 3461): its parameters are the caller's alone. */
public final class DsnExtension implements Extension {

    /** Needs nothing. */
    public DsnExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of("RET", "ENVID");
    }

    @Override
    public Set<String> rcptParameters() {
        return Set.of("NOTIFY", "ORCPT");
    }
}
