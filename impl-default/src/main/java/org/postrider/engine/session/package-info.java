// SPDX-License-Identifier: Apache-2.0
/** The dialogue: opening, greeting, single commands, closing. */
@NullMarked
package org.postrider.engine.session;

import org.jspecify.annotations.NullMarked;
