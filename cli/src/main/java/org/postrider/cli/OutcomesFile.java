// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.postrider.Delivery;
import org.postrider.MailOutcome;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;

/**
 * The outcomes file: what became of each mail, and the journal that the next run resumes by. Rows are only appended, each with one write to the
 * operating system, so that they survive this process; of a run that was killed the last row may be half there.
 */
final class OutcomesFile implements Closeable {

    private static final int BLOCK = 64 * 1024;

    private final Path path;
    private final FileChannel file;
    private final boolean sync;
    /** Whether another run may need it: it was there before, or a mail was begun. */
    private boolean needed;

    private OutcomesFile(Path path, FileChannel file, boolean sync, boolean needed) {
        this.path = path;
        this.file = file;
        this.sync = sync;
        this.needed = needed;
    }

    /**
     * Opens a file, or makes it so that only its owner can read and write it. A symbolic link is not followed: in a folder that others can
     * write, it would make this command write any file of its user.
     *
     * @param sync whether a mark is on the disk before a mail is handed over
     * @throws InUseException if another run has it
     * @throws IOException also if it is something else
     */
    static OutcomesFile open(Path path, boolean sync) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(
                    Printable.quoted(FileName.text(path))
                            + " is a symbolic link, which is not followed; nothing was sent. Name the file itself by --outcomes");
        }
        boolean known = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        FileChannel file = FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                ofOwner(path));
        try {
            lock(file, path);
            if (!Files.exists(path)) {
                // The run that had it has ended by now, and has taken it away because it had sent nothing.
                file.close();
                return open(path, sync);
            }
            checkHeader(file, path);
            return new OutcomesFile(path, file, sync, known);
        } catch (IOException e) {
            // By this the lock goes as well.
            file.close();
            throw e;
        }
    }

    private static FileAttribute<?>[] ofOwner(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void lock(FileChannel file, Path path) throws IOException {
        boolean locked;
        try {
            locked = file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new InUseException(path);
        }
    }

    private static void checkHeader(FileChannel file, Path path) throws IOException {
        byte[] header = OutcomeRow.header().getBytes(StandardCharsets.UTF_8);
        byte[] start = Channels.newInputStream(file).readNBytes(header.length);
        if (!Arrays.equals(start, 0, start.length, header, 0, start.length)) {
            throw new IOException(Printable.quoted(FileName.text(path))
                    + " is no outcomes file as this command writes it, and was not touched;"
                    + " nothing was sent. Name another by --outcomes");
        }
    }

    /** Reads what earlier runs wrote; a half-written last row is taken away. To be called first. */
    Past past(MailSource source) throws IOException {
        file.truncate(endOfLastRow());
        file.position(0);
        // Not closed: to close any channel of a file may end the lock on it.
        InputStream rows = Channels.newInputStream(file);
        Past past = Past.read(rows, source);
        file.position(file.size());
        if (file.size() == 0) {
            append(OutcomeRow.header());
        }
        return past;
    }

    private long endOfLastRow() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        boolean inQuotes = false;
        long at = 0;
        long end = 0;
        while (file.read(block.clear(), at) > 0) {
            block.flip();
            while (block.hasRemaining()) {
                byte octet = block.get();
                at++;
                inQuotes ^= octet == '"';
                if (octet == '\n' && !inQuotes) {
                    end = at;
                }
            }
        }
        return end;
    }

    void run(String input) throws IOException {
        append(OutcomeRow.run(input));
    }

    /** Marks a mail before it is handed over. */
    void begun(InputMail mail) {
        needed = true;
        try {
            append(OutcomeRow.begun(mail));
            if (sync) {
                file.force(false);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Writes what became of a mail.
     *
     * @param delivery NOT_SENT where a refusal was not about the mail, which is then to be tried again
     * @param facts what it is known by, if it is in doubt
     */
    void ended(String mail, MailOutcome outcome, Delivery delivery, MailFacts facts) {
        StringBuilder rows = new StringBuilder();
        for (RecipientOutcome one : outcome.recipients()) {
            rows.append(OutcomeRow.recipient(
                    mail,
                    one.recipient().mailbox().address(),
                    delivery == Delivery.NOT_SENT ? delivery : one.delivery(),
                    one.reply()));
        }
        Optional<Reply> reply = outcome.failure()
                .map(SmtpException::reply)
                .orElseGet(() -> outcome.result().map(result -> result.reply()));
        String text = outcome.failure().map(SmtpException::getMessage).orElse("");
        try {
            append(rows + OutcomeRow.mail(mail, delivery, reply, text, facts));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException(
                "the outcomes file cannot be written: " + e + "; make room and run the same command again", e);
    }

    /** Writes that a mail of an earlier run stays in doubt. */
    void staysInDoubt(DoubtfulMail mail) throws IOException {
        append(OutcomeRow.mail(
                mail.id(),
                Delivery.IN_DOUBT,
                Optional.empty(),
                "begun by a run that ended before the outcome was known",
                mail.facts()));
    }

    private void append(String rows) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(rows.getBytes(StandardCharsets.UTF_8));
        long start = file.position();
        try {
            while (octets.hasRemaining()) {
                file.write(octets);
            }
        } catch (IOException e) {
            // Half a row must not have others behind it.
            file.truncate(start);
            throw e;
        }
    }

    /** Closes the file. One that this run made and that has no mail is taken away. */
    @Override
    public void close() throws IOException {
        if (!needed) {
            Files.deleteIfExists(path);
        }
        file.close();
    }

    /** Another run writes the file. */
    static final class InUseException extends IOException {

        private static final long serialVersionUID = 1L;

        InUseException(Path path) {
            super(Printable.quoted(FileName.text(path))
                    + " is in use by another run; nothing was sent. Wait for its end, or"
                    + " name another file by --outcomes for another input");
        }
    }
}
