// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Set;
import org.postrider.spi.Extension;

/** RRVS (RFC 7293). */
public final class ValidSinceExtension implements Extension {

    /** Needs nothing. */
    public ValidSinceExtension() {}

    @Override
    public Set<String> rcptParameters() {
        return Set.of("RRVS");
    }
}
