// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.Consumer;
import org.postrider.BareLineEnds;
import org.postrider.OverLimits;
import org.postrider.spi.Dialect;

/**
 * What of a session's options a transaction needs.
 *
 * @param dialect what is spoken
 * @param bareLineEnds what to do with bare CR and LF
 * @param strictEightBit whether 8-bit content is refused where the server does not offer to take it
 * @param partialAcceptance whether to go on without the refused recipients
 * @param overLimits what to do with more recipients than the server takes at a time
 * @param eager whether one mail is sent as a whole where that can be
 * @param chunking whether content is sent by BDAT where the server offers CHUNKING
 * @param refused is given each EHLO keyword that the server offers and does not know
 * @param window how many are in flight when many are sent; 0 to send none as a whole
 */
public record TransactionOptions(
        Dialect dialect,
        BareLineEnds bareLineEnds,
        boolean strictEightBit,
        boolean partialAcceptance,
        OverLimits overLimits,
        boolean eager,
        boolean chunking,
        Consumer<String> refused,
        int window) {}
