// SPDX-License-Identifier: Apache-2.0
/** The built-in provider. */
@NullMarked
package org.postrider.engine.provider;

import org.jspecify.annotations.NullMarked;
