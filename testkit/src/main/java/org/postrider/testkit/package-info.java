// SPDX-License-Identifier: Apache-2.0
/**
 * A scripted SMTP server for tests of clients: {@link org.postrider.testkit.ScriptedServer} plays a dialogue over a
 * loopback socket, checks the client octet by octet and says readably where it differs.
 */
@NullMarked
package org.postrider.testkit;

import org.jspecify.annotations.NullMarked;
