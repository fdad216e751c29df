// SPDX-License-Identifier: Apache-2.0
/** Runs the work with each contestant by turns and reports. */
@NullMarked
package org.postrider.benchmarks.peers.harness;

import org.jspecify.annotations.NullMarked;
