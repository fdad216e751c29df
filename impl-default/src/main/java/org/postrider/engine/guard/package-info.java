// SPDX-License-Identifier: Apache-2.0
/** What the engine says when code of others breaks its contract. */
@NullMarked
package org.postrider.engine.guard;

import org.jspecify.annotations.NullMarked;
