// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks of the hot path. They reach into the engine, so they are run on the class path and have no module descriptor. */
@NullMarked
package org.postrider.benchmarks;

import org.jspecify.annotations.NullMarked;
