// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ScriptedServer;

class Ipv4OnlyTest {

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "where IPv6 is off, an IPv6 address fails as an address that cannot be reached, and the next one is used (C4)")
    void ipv4Only() throws Exception {
        try (ScriptedServer server = ScriptedServer.play("S: 220 hi\nC~ EHLO .*\nS: 250 srv\nC~ MAIL .*\nS: 250 ok\n"
                + "C~ RCPT .*\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 kept\nC: QUIT\nS: 221 bye\n")) {
            String literal = "send=smtp://[::1]:" + server.port();
            String named = "send=smtp://both.example:" + server.port();
            ChildJvm.Result result = ChildJvm.with(Flavour.CLASS_PATH, folder)
                    .option("-Djava.net.preferIPv4Stack=true")
                    .ask(literal, "resolve=::1,127.0.0.1", named);
            assertThat(result.answer(literal))
                    .startsWith("! org.postrider.ConnectionFailedException")
                    .contains("IPv6 is off");
            assertThat(result.answer(named)).isEqualTo("kept");
            server.verify();
        }
    }
}
