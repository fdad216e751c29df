// SPDX-License-Identifier: Apache-2.0
/**
 * Sends mail by SMTP and LMTP. Start at {@link org.postrider.Session#builder(String)}.
 *
 * <p>Nothing in this package accepts or returns {@code null} unless it says so.
 */
@NullMarked
package org.postrider;

import org.jspecify.annotations.NullMarked;
