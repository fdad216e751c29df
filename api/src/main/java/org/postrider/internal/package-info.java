// SPDX-License-Identifier: Apache-2.0
/** What the API and its engine share; exported to them alone and no contract for anybody else. */
@NullMarked
package org.postrider.internal;

import org.jspecify.annotations.NullMarked;
