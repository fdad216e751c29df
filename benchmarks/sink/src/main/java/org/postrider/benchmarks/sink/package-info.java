// SPDX-License-Identifier: Apache-2.0
/** What contestants send to: a sink that keeps nothing, and a network with a delay. Each can be a process of its own. */
@NullMarked
package org.postrider.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
