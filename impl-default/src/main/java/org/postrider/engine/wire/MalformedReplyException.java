// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

/** What the server sent is no reply. */
public final class MalformedReplyException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message) {
        super(message);
    }
}
