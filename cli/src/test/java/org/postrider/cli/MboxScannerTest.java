// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MboxScannerTest {

    private static final int BLOCK = 64 * 1024;

    @TempDir
    private Path folder;

    private List<String> messages(String text) throws IOException {
        Path path = Files.writeString(folder.resolve("mbox"), text, StandardCharsets.ISO_8859_1);
        List<String> messages = new ArrayList<>();
        try (FileChannel file = FileChannel.open(path)) {
            MboxScanner scanner = new MboxScanner(file, file.size());
            for (MboxScanner.Region r = scanner.next(); r != null; r = scanner.next()) {
                RegionMessage message = new RegionMessage(file, r.start(), r.end(), r.quoted(), "");
                try (InputStream octets = message.openStream()) {
                    messages.add(new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return messages;
    }

    @Test
    @DisplayName("what separates and what is quoted is found wherever the blocks of reading meet")
    void blocks() throws IOException {
        for (int shift = -12; shift <= 12; shift++) {
            String first = "a\n" + "x".repeat(BLOCK - 40 + shift) + "\n\n>From b\n>From c\n\n\n>>";
            String second = ">".repeat(BLOCK + shift) + "From d\n\r\nFromage\n";
            String mbox =
                    "From 1\n" + first.replaceAll("(?m)^(>*From )", ">$1") + "\n\nFrom 2\n>" + second + "\nFrom 3\r\n";
            assertThat(messages(mbox)).containsExactly(first + "\n", second, "");
        }
    }

    @Test
    @DisplayName("a file that does not begin with From is one message, as it is")
    void oneMessage() throws IOException {
        String text = "Subject: x\n\nhi\n\nFrom here\n>From there\n\n";
        assertThat(messages(text)).containsExactly(text);
        assertThat(messages("From")).containsExactly("From");
        assertThat(messages("")).isEmpty();
    }
}
