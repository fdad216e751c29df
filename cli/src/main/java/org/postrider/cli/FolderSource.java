// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.postrider.Message;

/**
 * The files of a folder by their names, hidden ones left out; of a Maildir those in {@code new} and {@code cur}. A name that appears
 * between two runs is a new mail. Names are held in memory, contents are not.
 */
final class FolderSource implements MailSource {

    private final Path folder;
    private final boolean maildir;
    private final List<Path> files;
    private final Map<String, String> sizesBefore = new HashMap<>();

    private FolderSource(Path folder, boolean maildir, List<Path> files) {
        this.folder = folder;
        this.maildir = maildir;
        this.files = files;
    }

    static FolderSource of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        boolean maildir = Files.isDirectory(real.resolve("cur")) && Files.isDirectory(real.resolve("new"));
        List<Path> files = new ArrayList<>();
        for (Path one : maildir ? List.of(real.resolve("new"), real.resolve("cur")) : List.of(real)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(one)) {
                for (Path entry : entries) {
                    if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry)) {
                        files.add(entry);
                    }
                }
            }
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return new FolderSource(real, maildir, files);
    }

    @Override
    public String name() {
        return folder.toString();
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
        if (!nobodyHasIt && before != null && !before.equals(Long.toString(mail.octets()))) {
            throw new ChangedInputException("the file " + Printable.quoted(mail.id()) + " has " + mail.octets()
                    + " octets and had " + before + " when an earlier run began to send it");
        }
    }

    /** A file that is there no more is not sent. */
    @Override
    public void compareCount(long count) {}

    @Override
    public Iterator<InputMail> mails() {
        return files.stream().map(this::mail).iterator();
    }

    private InputMail mail(Path file) {
        try {
            return new InputMail(id(file), Files.size(file), "", Message.ofFile(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mail reader that looks into a Maildir moves the file and changes what stands behind the colon. */
    private String id(Path file) {
        String name = file.getFileName().toString();
        int colon = name.indexOf(":2,");
        return maildir && colon > 0 ? name.substring(0, colon) : name;
    }

    @Override
    public boolean wouldRead(Path other) throws IOException {
        return other.toRealPath().startsWith(folder);
    }

    @Override
    public void close() {}
}
