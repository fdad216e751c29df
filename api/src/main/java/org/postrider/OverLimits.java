// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** What happens to a mail with more recipients than the server, by its LIMITS, takes in one transaction (RFC 9422). */
public enum OverLimits {
    /**
     * The message is sent in several transactions, one after another, each to as many recipients as the server takes, with one result. A
     * message that can be read only once, that must reach all recipients or none, or that needs more than 100 transactions is refused instead.
     */
    SPLIT,
    /**
     * As {@link #SPLIT}, and a server that offers no LIMITS is taken at its word: the recipients that it refuses by {@code 452 4.5.3}, too many
     * recipients, are served in further transactions as long as each of them makes progress. Each transaction transfers the whole message.
     */
    SPLIT_WHEN_REFUSED,
    /** The message is refused before anything is sent. */
    REFUSE
}
