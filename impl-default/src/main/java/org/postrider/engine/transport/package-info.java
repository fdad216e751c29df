// SPDX-License-Identifier: Apache-2.0
/** Sockets under the transport contract. */
@NullMarked
package org.postrider.engine.transport;

import org.jspecify.annotations.NullMarked;
