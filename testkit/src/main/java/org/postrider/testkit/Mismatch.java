// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import org.jspecify.annotations.Nullable;

/** The client departed from the script; the message is the whole report. */
final class Mismatch extends Exception {

    private static final long serialVersionUID = 1L;

    Mismatch(String report) {
        this(report, null);
    }

    Mismatch(String report, @Nullable Throwable cause) {
        super(report, cause);
    }
}
