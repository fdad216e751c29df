// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.Set;
import org.postrider.spi.Extension;

/** MT-PRIORITY (RFC 6710). Which policy the server names is of no concern to a client that only passes the number on. */
public final class MtPriorityExtension implements Extension {

    /** Needs nothing. */
    public MtPriorityExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of("MT-PRIORITY");
    }
}
