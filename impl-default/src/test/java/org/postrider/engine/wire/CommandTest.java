// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.RcptParameter;

class CommandTest {

    /** The number of characters that pass; each of them must be found again in the octets. */
    private static int passing(String before, String after, Function<String, Command> command) {
        int passing = 0;
        for (int c = 0; c < 0x10000; c++) {
            String text = "a" + (char) c + "b";
            try {
                byte[] octets = command.apply(text).octets();
                assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(before + text + after + "\r\n");
                assertThat(octets).doesNotContain(0);
                for (int i = 0; i < octets.length - 2; i++) {
                    assertThat(octets[i]).isNotIn((byte) '\r', (byte) '\n');
                }
                passing++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        return passing;
    }

    @Test
    @DisplayName(
            "every character in every field is refused or arrives as itself, with and without UTF-8 (A01, A03, A05, A06, A14)")
    void everyCharacter() {
        for (boolean utf8 : new boolean[] {false, true}) {
            int mailboxes = passing(
                    "RCPT TO:<",
                    "@c.d>",
                    text -> Command.rcpt(Mailbox.parse(text + "@c.d").address(), List.of(), utf8));
            int domains = passing(
                    "RCPT TO:<x@",
                    ".d>",
                    text -> Command.rcpt(Mailbox.parse("x@" + text + ".d").address(), List.of(), utf8));
            int values = passing(
                    "MAIL FROM:<> X=", "", text -> Command.mail("", List.of(MailParameter.of("X", text)), utf8));
            int rcptValues = passing(
                    "RCPT TO:<x@y> X=", "", text -> Command.rcpt("x@y", List.of(RcptParameter.of("X", text)), utf8));
            assertThat(mailboxes).isGreaterThan(utf8 ? 40_000 : 70).isLessThan(utf8 ? 65_000 : 128);
            assertThat(domains).isGreaterThan(utf8 ? 40_000 : 62).isLessThan(utf8 ? 65_000 : 128);
            assertThat(values).isEqualTo(rcptValues).isGreaterThan(90);
        }
        assertThat(passing("EHLO ", "", text -> Command.greeting("EHLO", text))).isEqualTo(94);
        assertThat(passing("XFOO ", "", text -> Command.other("XFOO", text, "2")))
                .isEqualTo(95);
    }
}
