// SPDX-License-Identifier: Apache-2.0
/** What an EHLO reply means: the extensions in force, and the built-in ones. */
@NullMarked
package org.postrider.engine.extension;

import org.jspecify.annotations.NullMarked;
