// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.FileChannel;
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

    /** Whether an argument stands for something that can be read once, and may have to be waited for. */
    static boolean isStream(Path argument) {
        return isStandard(argument)
                || (Files.exists(argument) && !Files.isRegularFile(argument) && !Files.isDirectory(argument));
    }

    /**
     * A file, or standard input for {@code -}. A file that cannot be read is reported before anything is connected.
     *
     * @throws MessageException if the file cannot be read
     */
    static Message of(Path file, InputStream standardInput) throws MessageException {
        if (isStandard(file)) {
            return ofStream("standard input", standardInput);
        }
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
            if (Files.isDirectory(file)) {
                throw new FileSystemException(FileName.text(file), null, "it is a folder");
            }
            if (!Files.isRegularFile(file)) {
                // A pipe, which can be read once.
                return ofStream(FileName.text(file), Files.newInputStream(file));
            }
            try (FileChannel channel = FileChannel.open(file)) {
                checkSingle(FileName.text(file), channel, "use send-all");
            }
        } catch (MessageException e) {
            throw e;
        } catch (IOException e) {
            throw new MessageException("the message cannot be read: " + e + "; nothing was sent", Stage.MAIL, e);
        }
        return Message.ofFile(file);
    }

    /** What begins as an mbox does is read to its end, to a file without a name. */
    private static Message ofStream(String name, InputStream octets) throws MessageException {
        PushbackInputStream stream = new PushbackInputStream(octets, MboxStart.LEAST);
        try {
            byte[] head = stream.readNBytes(MboxStart.LEAST);
            stream.unread(head);
            if (!MboxStart.isPossible(head)) {
                return Message.ofStream(stream);
            }
            FileChannel file = FileSource.spool(stream);
            checkSingle(name, file, "use send-all");
            return new RegionMessage(file, 0, file.size(), false, name);
        } catch (MessageException e) {
            throw e;
        } catch (IOException e) {
            throw new MessageException("the message cannot be read: " + e + "; nothing was sent", Stage.MAIL, e);
        }
    }

    /**
     * Refuses an mbox of several mails: it would go out as one, to those the first one is for. The library drops a From_ line before
     * a single message.
     *
     * @param advice what to do with an mbox
     * @throws MessageException if it is one, or may be one
     */
    static void checkSingle(String name, FileChannel file, String advice) throws IOException {
        MboxScanner scanner = new MboxScanner(file, file.size(), MboxSeparator.CERTAIN);
        if (!scanner.isMbox()) {
            return;
        }
        String fault = " is an mbox of several mails";
        try {
            scanner.next();
            if (scanner.next() == null) {
                return;
            }
        } catch (InputException e) {
            fault = " may be an mbox of several mails: " + e.getMessage();
        }
        throw new MessageException(
                Printable.quoted(name) + fault + "; " + advice + "; nothing was sent", Stage.MAIL, null);
    }
}
