// SPDX-License-Identifier: Apache-2.0
/** What the API and its engine share; exported to them alone. Not part of the API. */
@NullMarked
package org.postrider.internal;

import org.jspecify.annotations.NullMarked;
