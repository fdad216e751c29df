// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import org.postrider.EhloKeyword;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/** CHUNKING (RFC 3030): BDAT instead of DATA. */
public final class ChunkingExtension implements Extension {

    /** Needs nothing. */
    public ChunkingExtension() {}

    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        effects.allowChunking();
    }
}
