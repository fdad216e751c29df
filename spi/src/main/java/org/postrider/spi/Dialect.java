// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.Optional;

/**
 * In what SMTP and its relatives differ.
 *
 * @param name for messages
 * @param greetingVerb the command that asks for the extensions
 * @param fallbackVerb the command for servers that refuse the first one for good; empty if there is none
 * @param replyPerRecipient whether the end of the content is answered once for each accepted recipient (RFC 2033 section 4.2)
 */
public record Dialect(String name, String greetingVerb, Optional<String> fallbackVerb, boolean replyPerRecipient) {

    /** {@return SMTP: EHLO, HELO as the fallback, one reply to the content (RFC 5321)} */
    public static Dialect smtp() {
        return new Dialect("SMTP", "EHLO", Optional.of("HELO"), false);
    }

    /** {@return LMTP: LHLO, no fallback, one reply for each accepted recipient (RFC 2033)} */
    public static Dialect lmtp() {
        return new Dialect("LMTP", "LHLO", Optional.empty(), true);
    }
}
