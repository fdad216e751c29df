// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS failed: no common version or cipher suite, a certificate that does not prove the server, a broken record. The connection was closed and nothing
 * went on in plain text. For a certificate the message says what is wrong with it, what the server showed, and the SHA-256 digest that a pin would
 * need. A connection that the server closes during the handshake is a {@link ConnectionLostException} instead.
 */
public final class TlsException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message names peer and fault
     * @param stage where it happened
     * @param delivery NOT_SENT, or IN_DOUBT once the end of the content has begun to leave
     * @param outcomes one for each recipient that is known if it has; empty if not
     * @param cause the cause, if there is one
     */
    public TlsException(
            String message,
            Stage stage,
            Delivery delivery,
            List<RecipientOutcome> outcomes,
            @Nullable Throwable cause) {
        super(message, stage, delivery, outcomes, false, null, cause);
    }
}
