// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.dialogue.Dialogues.A_TO_X;
import static org.postrider.dialogue.Dialogues.HI;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.LocalRefusalException;
import org.postrider.Message;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.testkit.ScriptedServer;

/** Keywords in any case and with more behind them than their extension knows. The tests of each extension have its own. */
class KeywordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "pipelining", "Pipelining junk=1 more"})
    @DisplayName("PIPELINING groups whatever the case, and parameters it has none of do not matter (R137)")
    void pipelining(String keyword) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword)
                + "C: MAIL FROM:<a@b>\nC: RCPT TO:<x@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nC: hi\nC: .\nS: 250 ok\n"
                + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                session.send(A_TO_X, HI);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ENHANCEDSTATUSCODES, true",
        "enhancedStatusCodes junk, true",
        "ENHANCEDSTATUSCODESX, false",
    })
    @DisplayName("ENHANCEDSTATUSCODES says that codes are announced; they are read without it too (R75)")
    void enhancedStatusCodes(String keyword, boolean announced) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + "C: NOOP\nS: 250 2.1.5 fine\n" + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                Reply reply = session.noop();
                assertThat(reply.enhancedStatus().orElseThrow()).hasToString("2.1.5");
                assertThat(reply.isEnhancedStatusAnnounced()).isEqualTo(announced);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "size 5, true",
        "Size 5 junk, true",
        "SIZE 99999999999999999999, false",
        "SIZE junk 5, false",
        "SIZE -5, false",
        "SIZE 0, false",
        "SIZE, false",
    })
    @DisplayName("the limit of SIZE is its first parameter, if that is a number above 0 that can be one (R159, R160)")
    void size(String keyword, boolean limited) throws Exception {
        String mail =
                "C: MAIL FROM:<a@b> SIZE=8\nS: 250 ok\nC: RCPT TO:<x@y>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hello!\n"
                        + "C: .\nS: 250 ok\n";
        try (ScriptedServer server = ScriptedServer.play(ehlo(keyword) + (limited ? "" : mail) + QUIT)) {
            try (Session session = Dialogues.open(server)) {
                if (limited) {
                    assertThatThrownBy(() -> session.send(A_TO_X, Message.ofText("hello!")))
                            .isInstanceOf(LocalRefusalException.class)
                            .hasMessageContaining("8 octets");
                } else {
                    session.send(A_TO_X, Message.ofText("hello!"));
                }
            }
            server.verify();
        }
    }
}
