// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;

/** The session was over before the call: closed, or ended by an earlier failure. Nothing was sent. */
public final class NotConnectedException extends DisconnectedException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message says what ended the session
     */
    public NotConnectedException(String message) {
        super(message, Stage.COMMAND, Delivery.NOT_SENT, List.of(), true, null, null);
    }
}
