// SPDX-License-Identifier: Apache-2.0
/** Octets: commands, replies, content. */
@NullMarked
package org.postrider.engine.wire;

import org.jspecify.annotations.NullMarked;
