// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatchTest {

    @Test
    @DisplayName("The test waits for a mark, and the script for a signal")
    void markAndSignal() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("C: A\n@mark asked\n@await go\nS: 250 ok\n")) {
            try (Client client = new Client(server)) {
                client.send("A\r\n");
                server.awaitStep("asked");
                assertThat(server.received()).hasSize(3);
                server.signal("go");
                assertThat(client.line()).isEqualTo("250 ok\r\n");
                server.awaitStep("asked");
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("A signal may come before the script awaits it")
    void signalFirst() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@await go\nS: 250 ok\n")) {
            server.signal("go");
            try (Client client = new Client(server)) {
                client.line();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("A mark may stand behind the end of a connection")
    void markAfterReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@reset\n@mark gone\n@next\nS: 220 ready\n")) {
            new Client(server);
            server.awaitStep("gone");
            try (Client client = new Client(server)) {
                client.line();
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("A signal that never comes is a mismatch")
    void noSignal() throws Exception {
        assertThat(Plays.mismatch("@limit 100ms\n@await go\n", Client::rest))
                .contains("line 2 (@await go)", "no signal(\"go\") within 100 ms");
    }

    @Test
    @DisplayName("awaitStep fails after the limit, and at once with the report when the script has failed")
    void markNotReached() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("@limit 100ms\nC: A\n@mark asked\n")) {
            assertThatThrownBy(() -> server.awaitStep("asked"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("the script did not reach @mark asked within 100 ms");
        }
        try (ScriptedServer server = ScriptedServer.play("C: A\n@mark asked\n");
                Client client = new Client(server)) {
            client.send("B\r\n");
            assertThatThrownBy(() -> server.awaitStep("asked"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("came:     B\\r\\n");
            assertThatThrownBy(server::verify).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    @DisplayName("A name that the script does not hold is refused")
    void unknownNames() {
        try (ScriptedServer server = ScriptedServer.play("@mark a\n@await b\n")) {
            assertThatThrownBy(() -> server.awaitStep("b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the script has no step @mark b");
            assertThatThrownBy(() -> server.signal("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the script has no step @await a");
        }
    }
}
