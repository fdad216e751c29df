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

    /** The argument that stands for standard input. */
    static final String STANDARD = "-";

    private Input() {}

    /** Whether an argument stands for standard input. */
    static boolean isStandard(Path argument) {
        return argument.toString().equals(STANDARD);
    }

    /**
     * A file, or standard input for {@code -}. A file that cannot be read is reported before anything is connected.
     *
     * @throws MessageException if the file cannot be read
     */
    static Message of(Path file, InputStream standardInput) throws MessageException {
        if (isStandard(file)) {
            return Message.ofStream(standardInput);
        }
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
            if (Files.isDirectory(file)) {
                throw new FileSystemException(FileName.text(file), null, "it is a folder");
            }
        } catch (IOException e) {
            throw new MessageException("the message cannot be read: " + e + "; nothing was sent", Stage.MAIL, e);
        }
        return Message.ofFile(file);
    }
}
