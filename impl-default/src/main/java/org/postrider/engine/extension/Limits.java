// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a server takes (RFC 9422 section 4); each is empty for no limit known.
 *
 * @param transactions MAIL commands in a session
 * @param recipients RCPT commands in a transaction
 * @param recipientDomains domains of recipients in a session
 * @param octets of a message (RFC 1870)
 */
public record Limits(
        OptionalInt transactions, OptionalInt recipients, OptionalInt recipientDomains, OptionalLong octets) {

    /** No limit is known. */
    public static final Limits NONE =
            new Limits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty());
}
