// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a folder by their names, hidden ones left out; of a Maildir those in {@code new} and {@code cur}. A name that appears
 * between two runs is a new mail. A symbolic link is a mail that cannot be sent, because it may lead to a file that is none. Names are held in memory, contents are not.
 */
final class FolderSource implements MailSource {

    /** The size of a file that is gone. */
    private static final long UNKNOWN = -1;

    /** The flags of a Maildir. Where a file system or a program cannot have the colon there is another character. */
    private static final Pattern FLAGS = Pattern.compile("(?<=.)(?::2,.*|[!;]2,[A-Za-z]*)$");

    private static final Pattern LEFT_OUT_FLAGS = Pattern.compile("(?<=.)[:!;]2,[A-Za-z]*[DT][A-Za-z]*$");

    private static final String LEFT_OUT = " left out, as drafts or trash by the Maildir flags D and T";

    private final Path folder;
    private final List<Path> read;
    private final SortedMap<String, Path> files;
    private final int leftOut;
    private final Map<String, String> sizesBefore = new HashMap<>();

    private FolderSource(Path folder, List<Path> read, SortedMap<String, Path> files, int leftOut) {
        this.folder = folder;
        this.read = read;
        this.files = files;
        this.leftOut = leftOut;
    }

    static FolderSource of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        List<Path> parts = List.of(real.resolve("new"), real.resolve("cur"));
        List<Path> read = parts.stream().anyMatch(Files::isDirectory) ? parts : List.of(real);
        SortedMap<String, Path> files = new TreeMap<>();
        int leftOut = 0;
        for (Path one : read) {
            if (Files.isDirectory(one)) {
                leftOut += list(one, files);
            }
        }
        if (files.isEmpty()) {
            throw new InputException(
                    "no mail is in " + Printable.quoted(FileName.whole(real))
                            + (read.equals(parts)
                                    ? ", a Maildir, in new or cur"
                                    : "; hidden files and sub-folders are not read")
                            + (leftOut > 0 ? "; " + Printable.mails(leftOut) + LEFT_OUT : "")
                            + "; nothing was sent",
                    null);
        }
        return new FolderSource(real, read, files, leftOut);
    }

    /** Adds the files of a folder, and returns how many were left out. */
    private static int list(Path folder, SortedMap<String, Path> files) throws IOException {
        int leftOut = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (isHidden(entry) || !Files.isRegularFile(entry)) {
                    continue;
                }
                if (isLeftOut(entry)) {
                    leftOut++;
                    continue;
                }
                Path same = files.put(id(entry), entry);
                if (same != null) {
                    // Either would be taken for the other, and one of them never be sent.
                    throw new InputException(
                            Printable.quoted(FileName.whole(same)) + " and " + Printable.quoted(FileName.whole(entry))
                                    + " have the same name but for flags, and cannot be told apart; nothing was sent."
                                    + " Take one of them away, or rename it",
                            null);
                }
            }
        }
        return leftOut;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /** A mail reader that looks into a Maildir moves the file and changes its flags. */
    private static String id(Path file) {
        String name = FileName.last(file);
        Matcher flags = FLAGS.matcher(name);
        return flags.find() ? name.substring(0, flags.start()) : name;
    }

    /** A draft is not ready to be sent, and what is in the trash no longer to be. */
    private static boolean isLeftOut(Path file) {
        return LEFT_OUT_FLAGS.matcher(FileName.last(file)).find();
    }

    @Override
    public Optional<String> remark() {
        return leftOut == 0 ? Optional.empty() : Optional.of("postrider: " + Printable.mails(leftOut) + LEFT_OUT);
    }

    @Override
    public String name() {
        return FileName.whole(folder);
    }

    @Override
    public void ranBefore(String name) throws ChangedInputException {
        // Two folders may well have files of one name and size.
        if (!name.equals(name())) {
            throw new ChangedInputException(
                    "the outcomes file tells of " + Printable.quoted(name) + " and not of " + Printable.quoted(name()));
        }
    }

    @Override
    public void beganBefore(String id, String octets, String check) {
        sizesBefore.put(id, octets);
    }

    @Override
    public boolean wasBegun(InputMail mail) {
        return sizesBefore.containsKey(mail.id());
    }

    @Override
    public void compare(InputMail mail, boolean nobodyHasIt) throws ChangedInputException {
        String before = sizesBefore.get(mail.id());
        if (nobodyHasIt || before == null || mail.octets() == UNKNOWN || before.equals(Long.toString(UNKNOWN))) {
            return;
        }
        if (!before.equals(Long.toString(mail.octets()))) {
            throw new ChangedInputException("the file " + Printable.quoted(mail.id()) + " has " + mail.octets()
                    + " octets and had " + before + " when an earlier run began to send it");
        }
    }

    /** A file that is there no more is not sent. */
    @Override
    public void compareCount(long count) {}

    @Override
    public Iterator<InputMail> mails() {
        return files.entrySet().stream()
                .map(entry -> mail(entry.getKey(), entry.getValue()))
                .iterator();
    }

    private static InputMail mail(String id, Path file) {
        long size;
        try {
            size = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (IOException e) {
            // A mail reader may have moved it meanwhile. To open it tells that as the failure of this mail alone.
            size = UNKNOWN;
        }
        return new InputMail(id, size, "", new FolderMessage(file, FileName.last(file)));
    }

    @Override
    public boolean wouldRead(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        return parent != null && Files.exists(parent) && read.contains(parent.toRealPath()) && !isHidden(file);
    }

    @Override
    public void close() {}
}
