// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The input cannot be read, or not so that each mail is told from the others. */
final class InputException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message fit for a terminal, with the next step
     */
    InputException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
