// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GreenMailSendTest {

    @Test
    @DisplayName("what send sends arrives octet for octet at GreenMail, save for Bcc (P156, P144)")
    void octetForOctet(@TempDir Path folder) throws Exception {
        String kept = "Subject: bytes\r\nFrom: a@b.example\r\nTo: x@y.example\r\n";
        String body = "\r\n.\r\n..\r\n.x\r\n\r\n  \r\nFrom here\r\n" + "0123456789.".repeat(200) + "\r\nlast\r\n";
        Path file = Files.writeString(folder.resolve("m.eml"), kept + "Bcc: z@y.example\r\n" + body);
        GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
        server.start();
        try {
            CommandLine line = Main.commandLine();
            line.setOut(new PrintWriter(new StringWriter()));
            assertThat(line.execute(
                            "send",
                            "--server",
                            "smtp://127.0.0.1:" + server.getSmtp().getPort(),
                            file.toString()))
                    .isZero();
            assertThat(server.getReceivedMessages()).hasSize(2);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            server.getReceivedMessages()[0].writeTo(octets);
            String arrived = octets.toString(StandardCharsets.ISO_8859_1);
            // GreenMail puts fields of its own before the message and counts the last CRLF to the end mark.
            assertThat(arrived.substring(arrived.indexOf("Subject:")) + "\r\n").isEqualTo(kept + body);
        } finally {
            server.stop();
        }
    }
}
