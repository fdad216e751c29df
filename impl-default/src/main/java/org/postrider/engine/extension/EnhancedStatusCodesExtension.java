// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import org.postrider.EhloKeyword;
import org.postrider.spi.Extension;
import org.postrider.spi.SessionEffects;

/** ENHANCEDSTATUSCODES (RFC 2034). */
public final class EnhancedStatusCodesExtension implements Extension {

    /** Needs nothing. */
    public EnhancedStatusCodesExtension() {}

    @Override
    public void offered(EhloKeyword keyword, SessionEffects effects) {
        effects.expectEnhancedStatusCodes();
    }
}
