// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MboxScannerTest {

    private static final int BLOCK = 64 * 1024;

    @TempDir
    private Path folder;

    private List<String> messages(String text) throws IOException {
        return messages(MboxSeparator.CERTAIN, text);
    }

    private List<String> messages(MboxSeparator separator, String text) throws IOException {
        Path path = Files.writeString(folder.resolve("mbox"), text, StandardCharsets.ISO_8859_1);
        List<String> messages = new ArrayList<>();
        try (FileChannel file = FileChannel.open(path)) {
            MboxScanner scanner = new MboxScanner(file, file.size(), separator);
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
            assertThat(messages(MboxSeparator.FROM, mbox)).containsExactly(first + "\n", second, "");
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

    private static final String FROM = "From a@b Mon Nov 23 10:00:00 2026\n";

    private static String mail(String name, String body) {
        return "From: a@b\nTo: " + name + "@y\n\n" + body;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From a@b Mon Nov 23 10:00:00 2026",
                "From nobody Thu Jan  1 00:00:00 1970",
                "From - Mon Nov 23 10:00 2026",
                "From \"a b\"@c.d Mon Nov 23 10:00:00 MET DST 2026",
                "From 17@xxx Mon Nov 23 10:00:00 +0000 2026",
                "From a@b Mon Nov 23 10:00:00 2026 +0100",
                "From a Mon Nov 23 10:00:00 99 remote from b\r",
                "From MAILER-DAEMON Mon, 23 Nov 2026 10:00:00 +0100 (CET)",
                "From a@b 2026-11-23T10:00:00Z"
            })
    @DisplayName("a From_ line with a date, an empty line before it and a field after it begins a mail (B1)")
    void forms(String from) throws IOException {
        assertThat(messages(from + "\n" + mail("x", "1\n") + "\n" + from + "\n" + mail("z", "2\n")))
                .containsExactly(mail("x", "1\n"), mail("z", "2\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "'1\\n', 'From a@b Mon Nov 23 10:00:00 2026\\nFrom: q@y\\n', no empty line is before it",
        "'1\\n\\n', 'From now on we meet\\nat noon\\n', it ends in no date",
        "'1\\n\\n', 'From a@b Mon Nov 23 10:00:00 2026\\nwe meet\\n', no header field follows",
        "'1\\n', 'From a@b Mon Nov 23 10:00:00 2026\\n\\nwe meet\\n', no empty line is before it",
        "'1\\n', 'From bo@y\\nTo: q@y\\n', it ends in no date",
        "'1\\n\\n', 'From bo@y Mon Nov 23 10:00:00 2026', no header field follows"
    })
    @DisplayName("a line that has some signs of a From_ line and not others is refused by its number (B1, B2)")
    void disagreement(String before, String line, String sign) {
        assertThatThrownBy(() -> messages((FROM + mail("x", before + line)).translateEscapes()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line " + (before.contains("\\n\\n") ? 7 : 6) + " begins a mail, or is text")
                .hasMessageContaining(sign)
                .hasMessageContaining("--mbox-separator");
    }

    @Test
    @DisplayName(
            "Content-Length is a sign where it leads to the end of a mail: a quoted mail before that is refused (B2)")
    void quotedMail() throws IOException {
        String body = "he wrote:\n\n" + FROM + mail("q", "inner\n");
        String mbox =
                FROM + "Content-Length: " + body.length() + "\n" + mail("x", body) + "\n" + FROM + mail("z", "2\n");
        assertThatThrownBy(() -> messages(mbox))
                .hasMessageContaining("line 8 ")
                .hasMessageContaining("the Content-Length of the mail before it leads past it");
        assertThat(messages(
                        MboxSeparator.CONTENT_LENGTH,
                        mbox.replace(mail("z", "2\n"), "Content-Length: 2\n" + mail("z", "2\n"))))
                .containsExactly(
                        "Content-Length: " + body.length() + "\n" + mail("x", body),
                        "Content-Length: 2\n" + mail("z", "2\n"));
        assertThat(messages(mbox.replace("Content-Length: ", "Content-Length: 1")))
                .as("a length that leads nowhere is no sign")
                .hasSize(3);
    }

    @Test
    @DisplayName(
            "by Content-Length a mail may have lines that begin with From, and its last line end counts or not (B2)")
    void contentLength() throws IOException {
        for (int less = 0; less <= 1; less++) {
            String body = ">From here\n\nFrom there\n";
            String mail = "content-length: " + (body.length() - less) + "\n" + mail("x", body);
            assertThat(messages(MboxSeparator.CONTENT_LENGTH, FROM + mail + "\n" + FROM + mail + "\n"))
                    .containsExactly(mail, mail);
            assertThat(messages(MboxSeparator.CONTENT_LENGTH, FROM + mail + FROM + mail))
                    .containsExactly(mail, mail);
        }
        assertThatThrownBy(() ->
                        messages(MboxSeparator.CONTENT_LENGTH, FROM + mail("x", "1\n\n" + FROM + mail("z", "2\n"))))
                .hasMessageContaining("line 7 ")
                .hasMessageContaining("no Content-Length");
    }

    @Test
    @DisplayName("--mbox-separator decides where signs disagree (B1, B2)")
    void decided() throws IOException {
        String b1 = FROM + mail("x", "1\n") + FROM + mail("z", "2\n");
        assertThat(messages(MboxSeparator.DATED_FROM, b1)).containsExactly(mail("x", "1\n"), mail("z", "2\n"));
        assertThat(messages(MboxSeparator.FROM, b1)).containsExactly(mail("x", "1\n"), mail("z", "2\n"));
        String b2 = FROM + mail("x", "1\n\nFrom now on we meet\n") + "\n" + FROM + mail("z", "2\n");
        assertThat(messages(MboxSeparator.DATED_FROM, b2))
                .containsExactly(mail("x", "1\n\nFrom now on we meet\n"), mail("z", "2\n"));
    }

    @Test
    @DisplayName("a text that begins with From is no mbox and is refused by its line (B2)")
    void noMbox() {
        assertThatThrownBy(() -> messages("\nFrom now on we meet\nat noon\n"))
                .hasMessageContaining("line 2 ")
                .hasMessageContaining("no header field follows");
    }
}
