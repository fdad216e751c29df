// SPDX-License-Identifier: Apache-2.0
/** TLS over any transport: records, trust, names, channel bindings. */
@NullMarked
package org.postrider.engine.tls;

import org.jspecify.annotations.NullMarked;
