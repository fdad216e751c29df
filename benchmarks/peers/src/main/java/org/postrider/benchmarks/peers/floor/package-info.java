// SPDX-License-Identifier: Apache-2.0
/** Hand-written loops over a raw socket: what a way of talking costs when nothing but the talking is done. */
@NullMarked
package org.postrider.benchmarks.peers.floor;

import org.jspecify.annotations.NullMarked;
