// SPDX-License-Identifier: Apache-2.0
/**
 * XCLIENT, by which a proxy tells a Postfix server whom it speaks for. A keyword, a verb, and a greeting that has to be made again: all that
 * an extension can bring with it.
 */
@NullMarked
package org.postrider.samples.xclient;

import org.jspecify.annotations.NullMarked;
