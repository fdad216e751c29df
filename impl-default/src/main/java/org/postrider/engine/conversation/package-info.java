// SPDX-License-Identifier: Apache-2.0
/** The commands in flight: when to write, when to wait, which reply belongs to which command. */
@NullMarked
package org.postrider.engine.conversation;

import org.jspecify.annotations.NullMarked;
