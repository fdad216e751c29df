// SPDX-License-Identifier: Apache-2.0
/**
 * Authentication by an OAuth 2.0 bearer token: OAUTHBEARER (RFC 7628) and its predecessor XOAUTH2. Start at
 * {@link org.postrider.xoauth2.OAuthCredentials}; {@link org.postrider.xoauth2.OAuthTokens} fetches tokens and renews them.
 *
 * <p>Nothing in this package accepts or returns {@code null}.
 */
@NullMarked
package org.postrider.xoauth2;

import org.jspecify.annotations.NullMarked;
