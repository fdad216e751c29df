// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import org.postrider.EhloKeyword;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/** PIPELINING (RFC 2920). */
public final class PipeliningExtension implements Extension {

    /** Needs nothing. */
    public PipeliningExtension() {}

    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        effects.allowPipelining();
    }
}
