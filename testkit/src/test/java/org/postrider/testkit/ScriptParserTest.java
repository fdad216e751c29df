// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {

    @ParameterizedTest(name = "{0}")
    @DisplayName("A malformed line is refused with its number, the reason and the line")
    @CsvSource(
            delimiter = '|',
            value = {
                "250 ok | neither S, C, @ nor #",
                "S:250 ok | a blank must follow S:",
                "C:QUIT | a blank must follow C:",
                "S! | no octets",
                "C! | no octets",
                "S! a\\q | unknown escape \\q",
                "S! a\\x1 | an escape needs 2 hexadecimal digits",
                "S! a\\u12g4 | an escape needs 4 hexadecimal digits",
                "S! a\\ | a backslash at the end",
                "C~ ( | not a regular expression",
                "C* 0 | a number above 0 is missing",
                "C* many | a number above 0 is missing",
                "C* 99999999999 | a number above 0 is missing",
                "C | not one of C:",
                "C? x | not one of C:",
                "C<EO | not one of C:",
                "@pause | a time such as 200ms",
                "@pause 5 | a time such as 200ms",
                "@quiet soon | a time such as 200ms",
                "@limit 0s | a limit of no time",
                "@await | a name of letters",
                "@mark a b | a name of letters",
                "@slice 0 | a number above 0 is missing",
                "@slice few | @slice needs a number",
                "@slice 1 every day | a time such as 200ms",
                "@repeat S: x | @repeat needs a number",
                "@repeat 0 S: x | a number above 0 is missing",
                "@repeat 2 C: x | @repeat needs a number",
                "@endless | S: or S! is missing",
                "@endless C: x | S: or S! is missing",
                "@next please | nothing may follow the word",
                "@close now | nothing may follow the word",
                "@unread x | nothing may follow the word",
                "@tls please | not one of 1.2 1.3 need-cert refused",
                "@tls 1.2 1.2 | 1.2 stands here twice",
                "@truncate | no @tls stands before",
                "@truncate now | nothing may follow the word",
                "C<CLOSE_NOTIFY | no @tls stands before",
                "@explode | unknown step @explode",
            })
    void malformed(String line, String reason) {
        assertThatThrownBy(() -> ScriptedServer.play("S: 220 ready\n\n" + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("script line 3: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith(": " + line.replace("\\", "\\\\"));
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("Nothing that needs the connection may follow its end")
    @ValueSource(strings = {"@close", "@reset", "@silence", "@stopread", "@endless S: x"})
    void afterTheEnd(String end) {
        assertThatThrownBy(() -> Script.parse(end + "\nC: QUIT\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 2: the connection is over since line 1");
        assertThat(Script.parse(end + "\n@mark a\n@pause 1ms\n@await b\n@next\nC: QUIT\n")
                        .acts())
                .hasSize(2);
    }

    @Test
    @DisplayName("Nothing may be sent after @shutdown")
    void afterShutdown() {
        assertThatThrownBy(() -> Script.parse("@shutdown\nC: A\nS: 250 ok\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 3: the server's side is shut down since line 1");
        assertThatThrownBy(() -> Script.parse("@shutdown\n@tls\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 2: the server's side is shut down since line 1");
    }

    @Test
    @DisplayName("TLS begins once in a connection, and nothing can be sent to a client that refused it")
    void tlsOnce() {
        assertThatThrownBy(() -> Script.parse("@tls\nC: A\n@tls\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 3: a second @tls, after that of line 1");
        for (String step : List.of("S: 220 ready", "@endless S: 220 ready", "@truncate", "C<CLOSE_NOTIFY")) {
            assertThatThrownBy(() -> Script.parse("@tls refused\n" + step))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("script line 2: the client refuses TLS in line 1");
        }
        assertThat(Script.parse("@tls\n@next\n@tls\n@truncate\n").acts()).hasSize(2);
    }

    @Test
    @DisplayName("@tls without a context is refused with its line")
    void tlsWithoutContext() {
        assertThatThrownBy(() -> ScriptedServer.play("S: 220 ready\n@next\n@tls 1.3\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("script line 3: no SSLContext was given: @tls 1.3");
    }

    @Test
    @DisplayName("A carriage return in the script itself is refused: it would be lost unseen")
    void carriageReturn() {
        assertThatThrownBy(() -> Script.parse("S! 250 ok\r\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 1: a carriage return in the script itself");
    }

    @Test
    @DisplayName("A mark is set once")
    void markTwice() {
        assertThatThrownBy(() -> Script.parse("@mark a\n@mark a\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("script line 2: a second mark of this name");
    }

    @Test
    @DisplayName("Adjacent S lines are one step, and a step between them parts them")
    void joined() {
        assertThat(Script.parse("S: a\n# b\n\nS! c\n").acts().get(0).lines()).hasSize(1);
        assertThat(Script.parse("S: a\n@pause 1ms\nS: b\nC: c\nS: d\n")
                        .acts()
                        .get(0)
                        .lines())
                .hasSize(5);
        assertThat(Script.parse("S: a\n@slice 1\nS: b\n").acts().get(0).lines()).hasSize(2);
    }

    @Test
    @DisplayName("A limit holds from its line on; ten seconds before")
    void limits() {
        Script.Act act = Script.parse("C: A\n@limit 2s\nC: B\n").acts().get(0);
        assertThat(act.lines())
                .extracting(Script.Line::limit)
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(2));
        assertThat(act.end().limit()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("Leading blanks of a line are ignored, trailing ones belong to its text")
    void blanks() throws Exception {
        Plays.verified("  C: A \n\tS: B\n", client -> {
            client.send("A \r\n");
            assertThat(client.line()).isEqualTo("B\r\n");
        });
    }
}
