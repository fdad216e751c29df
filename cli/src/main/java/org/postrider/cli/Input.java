// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.InputStream;
import java.nio.file.Path;
import org.postrider.Message;

/** The message to send. */
final class Input {

    private Input() {}

    /** A file, or standard input for {@code -}. */
    static Message of(String name, InputStream standardInput) {
        return name.equals("-") ? Message.ofStream(standardInput) : Message.ofFile(Path.of(name));
    }
}
