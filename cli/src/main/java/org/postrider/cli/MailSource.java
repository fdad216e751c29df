// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** Where the messages of a series come from: the same ones in the same order, however often they are asked for. */
interface MailSource extends Closeable {

    /**
     * A folder, a Maildir, an mbox file, or one message; {@code -} is standard input.
     *
     * @param separator what begins a mail of an mbox
     * @throws IOException if there is nothing that can be read
     */
    static MailSource open(Path path, InputStream standardInput, MboxSeparator separator) throws IOException {
        if (Input.isStandard(path)) {
            return FileSource.spooled(standardInput, separator);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(FileName.text(path));
        }
        if (Files.isDirectory(path)) {
            return FolderSource.of(path);
        }
        if (Files.isRegularFile(path)) {
            return FileSource.of(path, separator);
        }
        try (InputStream pipe = Files.newInputStream(path)) {
            return FileSource.spooled(pipe, separator);
        }
    }

    /** What the outcomes file calls the input. */
    String name();

    /** What the user should know of the input before anything is sent. */
    default Optional<String> remark() {
        return Optional.empty();
    }

    /**
     * Hears of an earlier run over the input.
     *
     * @throws ChangedInputException if that was another input
     */
    void ranBefore(String name) throws ChangedInputException;

    /**
     * Hears of a mail that an earlier run began.
     *
     * @throws ChangedInputException if this input cannot have it
     */
    void beganBefore(String id, String octets, String check) throws ChangedInputException;

    /** Whether an earlier run began it. */
    boolean wasBegun(InputMail mail);

    /**
     * Compares a mail with what was heard of it.
     *
     * @param nobodyHasIt whether it may have changed, as far as it is concerned itself
     * @throws ChangedInputException if it is another
     */
    void compare(InputMail mail, boolean nobodyHasIt) throws ChangedInputException;

    /**
     * Compares the end of the input with what was heard.
     *
     * @param count how many mails there are
     * @throws ChangedInputException if there were more
     */
    void compareCount(long count) throws ChangedInputException;

    /** The messages; the iterator throws {@link java.io.UncheckedIOException}. */
    Iterator<InputMail> mails();

    /**
     * Whether that file would become a mail of this input, or is the input itself.
     *
     * @throws IOException if it cannot be found out
     */
    boolean wouldRead(Path file) throws IOException;
}
