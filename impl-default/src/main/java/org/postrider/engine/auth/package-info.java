// SPDX-License-Identifier: Apache-2.0
/** AUTH: which mechanism, the exchange, and the built-in mechanisms. */
@NullMarked
package org.postrider.engine.auth;

import org.jspecify.annotations.NullMarked;
