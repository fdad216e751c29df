// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** What happens to a mail with more recipients than the server, by its LIMITS, takes in one transaction (RFC 9422). */
public enum OverLimits {
    /**
     * The message is sent in several transactions, one after another, each to as many recipients as the server takes, with one result. One
     * that can be read once only, or must reach all or nobody, is refused instead.
     */
    SPLIT,
    /** The message is refused before anything is sent. */
    REFUSE
}
