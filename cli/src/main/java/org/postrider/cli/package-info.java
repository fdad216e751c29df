// SPDX-License-Identifier: Apache-2.0
/** The {@code postrider} command. */
@NullMarked
package org.postrider.cli;

import org.jspecify.annotations.NullMarked;
