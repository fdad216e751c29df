// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;

/** The message to send. */
final class Input {

    private Input() {}

    /**
     * A file, or standard input for {@code -}. A file that cannot be read is told before anything is connected.
     *
     * @throws MessageException if the file cannot be read
     */
    static Message of(String name, InputStream standardInput) throws MessageException {
        if (name.equals("-")) {
            return Message.ofStream(standardInput);
        }
        Path file = Path.of(name);
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
            if (Files.isDirectory(file)) {
                throw new FileSystemException(name, null, "it is a folder");
            }
        } catch (IOException e) {
            throw new MessageException("the message cannot be read: " + e + "; nothing was sent", Stage.MAIL, e);
        }
        return Message.ofFile(file);
    }
}
