// SPDX-License-Identifier: Apache-2.0
/** One mail: plan, envelope, content, verdict. */
@NullMarked
package org.postrider.engine.transaction;

import org.jspecify.annotations.NullMarked;
