// SPDX-License-Identifier: Apache-2.0
/**
 * What plugin authors code against. Start at {@link org.postrider.spi.AbstractProvider}.
 *
 * <p>The engine keeps the wire to itself: a plugin hands it typed values, and only the engine encodes, checks and writes them. Nothing in
 * this package accepts or returns {@code null}.
 */
@NullMarked
package org.postrider.spi;

import org.jspecify.annotations.NullMarked;
