// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one file, by their number. The check of each is over all that is before its end, so that nothing need be remembered but the
 * last one begun. What is appended between two runs is new mail.
 */
final class FileSource implements MailSource {

    private final String name;
    private final @Nullable Path path;
    private final FileChannel file;
    private final long size;
    private final MboxSeparator separator;
    private long lastBefore;
    private String checkBefore = "";

    private FileSource(String name, @Nullable Path path, FileChannel file, MboxSeparator separator) throws IOException {
        this.name = name;
        this.path = path;
        this.file = file;
        this.size = file.size();
        this.separator = separator;
    }

    static FileSource of(Path path, MboxSeparator separator) throws IOException {
        return of(FileName.whole(path.toRealPath()), path, FileChannel.open(path, StandardOpenOption.READ), separator);
    }

    static FileSource spooled(InputStream octets, MboxSeparator separator) throws IOException {
        return of(Input.STANDARD, null, spool(octets), separator);
    }

    /** Copies what can be read once to a file without a name, which is gone with this process, however that ends. */
    static FileChannel spool(InputStream octets) throws IOException {
        Path path = Files.createTempFile("postrider", ".spool");
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            octets.transferTo(Channels.newOutputStream(file));
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return file;
    }

    private static FileSource of(String name, @Nullable Path path, FileChannel file, MboxSeparator separator)
            throws IOException {
        try {
            return new FileSource(name, path, file, separator);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Its octets say whether it is the same, whatever it is called. */
    @Override
    public void ranBefore(String otherName) {}

    @Override
    public void beganBefore(String id, String octets, String check) throws ChangedInputException {
        try {
            long number = Long.parseLong(id);
            if (number > lastBefore) {
                lastBefore = number;
                checkBefore = check;
            }
        } catch (NumberFormatException e) {
            throw new ChangedInputException("the outcomes file tells of the mail " + Printable.quoted(id)
                    + " and not of mails of one file, as " + Printable.quoted(name) + " is");
        }
    }

    @Override
    public boolean wasBegun(InputMail mail) {
        return Long.parseLong(mail.id()) <= lastBefore;
    }

    /** What is before a mail counts as well. */
    @Override
    public void compare(InputMail mail, boolean nobodyHasIt) throws ChangedInputException {
        if (Long.parseLong(mail.id()) == lastBefore && !mail.check().equals(checkBefore)) {
            throw new ChangedInputException("what " + Printable.quoted(name) + " has up to mail " + lastBefore
                    + " is not what it had when an earlier run began to send that (offset and CRC-32C "
                    + mail.check() + " now, " + checkBefore + " then)");
        }
    }

    @Override
    public void compareCount(long count) throws ChangedInputException {
        if (count < lastBefore) {
            throw new ChangedInputException(
                    Printable.quoted(name) + " has " + Printable.mails(count) + " and had at least " + lastBefore);
        }
    }

    @Override
    public Iterator<InputMail> mails() {
        try {
            return new Mails(new MboxScanner(file, size, separator));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private UncheckedIOException unreadable(IOException e) {
        if (e instanceof InputException) {
            String message = Printable.quoted(name) + ": " + e.getMessage();
            return new UncheckedIOException(message, new InputException(message, e));
        }
        String message = "the input " + Printable.quoted(name) + " cannot be read to its end: " + e.getMessage();
        return new UncheckedIOException(message, new InputException(message, e));
    }

    @Override
    public boolean wouldRead(Path other) throws IOException {
        return path != null && Files.exists(other) && Files.isSameFile(path, other);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class Mails implements Iterator<InputMail> {

        private final MboxScanner scanner;
        private long number;
        private MboxScanner.@Nullable Region next;
        private boolean looked;

        Mails(MboxScanner scanner) {
            this.scanner = scanner;
        }

        @Override
        public boolean hasNext() {
            if (!looked) {
                try {
                    next = scanner.next();
                } catch (IOException e) {
                    throw unreadable(e);
                }
                looked = true;
            }
            return next != null;
        }

        @Override
        public InputMail next() {
            MboxScanner.Region region = hasNext() ? next : null;
            if (region == null) {
                throw new NoSuchElementException();
            }
            looked = false;
            number++;
            String title = scanner.isMbox() ? "mail " + number + " of " + name : name;
            return new InputMail(
                    Long.toString(number),
                    region.end() - region.start(),
                    region.start() + "/" + HexFormat.of().toHexDigits(region.crc(), 8),
                    new RegionMessage(file, region.start(), region.end(), region.quoted(), title));
        }
    }
}
