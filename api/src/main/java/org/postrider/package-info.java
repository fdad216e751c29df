// SPDX-License-Identifier: Apache-2.0
/**
 * Sends mail by SMTP and LMTP. Start at {@link org.postrider.Session#builder(String)}.
 *
 * <p>Nothing in this package accepts or returns {@code null} unless it says so. A null argument is refused with a
 * {@link NullPointerException} whose message is the parameter's name.
 */
@NullMarked
package org.postrider;

import org.jspecify.annotations.NullMarked;
