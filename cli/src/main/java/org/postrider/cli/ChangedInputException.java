// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;

/** The input is not the one that the outcomes file tells of. */
final class ChangedInputException extends IOException {

    private static final long serialVersionUID = 1L;

    ChangedInputException(String what) {
        super(what + "; nothing was sent. Bring the old input back, or name another file by --outcomes to send"
                + " everything that is there now");
    }
}
