// SPDX-License-Identifier: Apache-2.0
/** Where the API finds its implementation. */
@NullMarked
package org.postrider.engine;

import org.jspecify.annotations.NullMarked;
