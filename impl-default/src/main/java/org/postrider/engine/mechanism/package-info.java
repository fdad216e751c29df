// SPDX-License-Identifier: Apache-2.0
/** The built-in SASL mechanisms, by the same SPI as a third party's. */
@NullMarked
package org.postrider.engine.mechanism;

import org.jspecify.annotations.NullMarked;
