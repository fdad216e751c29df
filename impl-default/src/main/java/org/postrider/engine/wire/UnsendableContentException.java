// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.io.IOException;

/** The content holds an octet that may not be sent. */
public final class UnsendableContentException extends IOException {

    private static final long serialVersionUID = 1L;

    /** With the reason, which names the octet or the line and the next step. */
    public UnsendableContentException(String message) {
        super(message);
    }
}
