// SPDX-License-Identifier: Apache-2.0
package org.postrider.samples.xclient;

import org.postrider.Delivery;
import org.postrider.RefusedException;
import org.postrider.Reply;
import org.postrider.Stage;

/** The server does not let this client speak for others. */
public final class XclientRefusedException extends RefusedException {

    private static final long serialVersionUID = 1L;

    XclientRefusedException(String message, Reply reply) {
        super(message, Stage.COMMAND, Delivery.NOT_SENT, reply);
    }
}
