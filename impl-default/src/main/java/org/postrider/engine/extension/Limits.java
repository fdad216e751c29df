// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.OptionalInt;

/**
 * How much a server takes (RFC 9422 section 4); each is empty for no limit known.
 *
 * @param transactions MAIL commands in a session
 * @param recipients RCPT commands in a transaction
 * @param recipientDomains domains of recipients in a session
 */
public record Limits(OptionalInt transactions, OptionalInt recipients, OptionalInt recipientDomains) {

    /** No limit is known. */
    public static final Limits NONE = new Limits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
