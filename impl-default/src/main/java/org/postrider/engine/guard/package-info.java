// SPDX-License-Identifier: Apache-2.0
/** The boundary to code of providers and callers. It depends on no other package of the engine, so that each of them can use it. */
@NullMarked
package org.postrider.engine.guard;

import org.jspecify.annotations.NullMarked;
