// SPDX-License-Identifier: Apache-2.0
/** The envelope of a message's header. */
@NullMarked
package org.postrider.engine.header;

import org.jspecify.annotations.NullMarked;
