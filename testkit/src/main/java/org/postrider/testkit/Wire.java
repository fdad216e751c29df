// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.testkit.Connection.Arrival;

/** What a connection's octets pass through on their way to the socket. Never blocks; a reset is an IOException. */
interface Wire {

    /** Puts what has come into an empty buffer. */
    Arrival read(ByteBuffer into) throws IOException;

    /** Sends what the socket takes now; true once nothing is left behind. To be called again with the same octets. */
    boolean write(ByteBuffer octets) throws IOException;

    /** Sends what stands before FIN; true once it has left. To be called again until then. */
    boolean end() throws IOException;
}
