// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;

/**
 * A file of a folder, which must be one message: an mbox would go out with all that is in it to those the first one is for.
 *
 * @param file its path
 * @param name for messages
 */
record FolderMessage(Path file, String name) implements Message {

    @Override
    public InputStream openStream() throws IOException {
        return Channels.newInputStream(open());
    }

    @Override
    public Optional<Path> sourceFile() {
        return Optional.of(file);
    }

    private FileChannel open() throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new MessageException(
                    Printable.quoted(name)
                            + " is a symbolic link, which is not followed; put the file itself in the folder;"
                            + " nothing was sent",
                    Stage.MAIL,
                    new FileSystemException(name, null, "symbolic link"));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            byte[] head = new byte[MboxStart.ENOUGH];
            int length = channel.read(ByteBuffer.wrap(head), 0);
            if (MboxStart.find(head, length) >= 0) {
                Input.checkSingle(name, channel, "give it to send-all by itself, not in a folder");
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
