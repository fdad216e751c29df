// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

/** What an offered extension changes in the engine, until the next EHLO. Implemented by the engine. */
public interface SessionEffects {

    /** Commands may be sent in groups (RFC 2920). */
    void allowPipelining();

    /** Replies carry enhanced status codes (RFC 2034). */
    void expectEnhancedStatusCodes();
}
