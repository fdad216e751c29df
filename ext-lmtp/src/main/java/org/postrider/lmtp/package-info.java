// SPDX-License-Identifier: Apache-2.0
/** LMTP (RFC 2033): the schemes {@code lmtp://host:port} and {@code lmtp:///path/of/a/socket}. Nothing here need be called; it is found. */
@NullMarked
package org.postrider.lmtp;

import org.jspecify.annotations.NullMarked;
