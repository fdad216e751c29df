// SPDX-License-Identifier: Apache-2.0
/** Clients that do the same work, each behind the same small interface. */
@NullMarked
package org.postrider.benchmarks.peers.contestant;

import org.jspecify.annotations.NullMarked;
