// SPDX-License-Identifier: Apache-2.0
/** A scripted server for tests of SMTP and LMTP clients. Start at {@link org.postrider.testkit.ScriptedServer}. */
@NullMarked
package org.postrider.testkit;

import org.jspecify.annotations.NullMarked;
