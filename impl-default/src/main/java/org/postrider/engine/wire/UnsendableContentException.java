// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.io.IOException;

/** The content holds an octet that may not be sent. */
public final class UnsendableContentException extends IOException {

    private static final long serialVersionUID = 1L;

    UnsendableContentException(String message) {
        super(message);
    }
}
