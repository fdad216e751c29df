// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** What happens to a parameter whose extension the server does not offer. */
public enum IfNotOffered {
    /** The transaction is refused before MAIL with an {@link ExtensionNotSupportedException}. */
    REFUSE,
    /** The parameter is left out. */
    DROP
}
