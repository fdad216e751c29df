// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.ScriptedServer;

class FoundProviderTest {

    private static final String TRANSPORT = "plugin.good.TestTransport";
    private static final String MECHANISM = "plugin.good.TestMechanism";
    private static final String EXTENSION = "plugin.good.TestExtension";
    private static final String OWN = "org.postrider.probe.UnregisteredProvider$OwnTransport";

    @TempDir
    Path folder;

    private ChildJvm withGood(Flavour flavour) throws IOException {
        return ChildJvm.with(flavour, folder).path(Plugins.good().build(flavour, folder));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName(
            "the services of a plugin are found by name and alias in any case, in a Turkish locale too, nothing is logged")
    void byNameAndAlias(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = withGood(flavour)
                .option("-Duser.language=tr")
                .ask(
                        "list",
                        "problems",
                        "get=transport:Pigeon",
                        "get=transport:PIGEON",
                        "get=transport:dove",
                        "get=mechanism:x-token",
                        "get=mechanism:Token",
                        "get=extension:xgood",
                        "get=extension:xfine",
                        "get=extension:pipelining",
                        "get=transport:raven",
                        "get=extension:Pigeon");
        assertThat(result.answer("list")).isEqualTo("[good, postrider]");
        assertThat(result.answer("problems")).isEqualTo("[]");
        assertThat(result.answer("get=transport:Pigeon")).isEqualTo(TRANSPORT);
        assertThat(result.answer("get=transport:PIGEON")).isEqualTo(TRANSPORT);
        assertThat(result.answer("get=transport:dove")).isEqualTo(TRANSPORT);
        assertThat(result.answer("get=mechanism:x-token")).isEqualTo(MECHANISM);
        assertThat(result.answer("get=mechanism:Token")).isEqualTo(MECHANISM);
        assertThat(result.answer("get=extension:xgood")).isEqualTo(EXTENSION);
        assertThat(result.answer("get=extension:xfine")).isEqualTo(EXTENSION);
        assertThat(result.answer("get=extension:pipelining")).endsWith(".PipeliningExtension");
        assertThat(result.answer("get=transport:raven")).isEqualTo("nothing");
        assertThat(result.answer("get=extension:Pigeon")).isEqualTo("nothing");
        assertThat(result.warnings()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("a service is found by name and provider id, and not in another provider")
    void byNameAndId(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = withGood(flavour)
                .ask(
                        "get=transport:pigeon:good",
                        "get=transport:dove:good",
                        "get=transport:pigeon:postrider",
                        "get=transport:pigeon:nobody",
                        "get=transport:smtp:postrider",
                        "names=transport");
        assertThat(result.answer("get=transport:pigeon:good")).isEqualTo(TRANSPORT);
        assertThat(result.answer("get=transport:dove:good")).isEqualTo(TRANSPORT);
        assertThat(result.answer("get=transport:pigeon:postrider")).isEqualTo("nothing");
        assertThat(result.answer("get=transport:pigeon:nobody")).isEqualTo("nothing");
        assertThat(result.answer("get=transport:smtp:postrider")).endsWith(".TcpTransportFactory");
        assertThat(result.answer("names=transport")).startsWith("[Pigeon, smtp");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("an object that is declared nowhere serves its names, and the built-in ones too, when it is put first")
    void unregistered(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = withGood(flavour)
                .ask(
                        "owner=transport:owl",
                        "use=first",
                        "get=transport:owl",
                        "get=transport:NIGHT",
                        "get=transport:smtp",
                        "owner=extension:size",
                        "get=transport:pigeon");
        assertThat(result.answer("owner=transport:owl")).isEqualTo("nobody");
        assertThat(result.answer("use=first")).isEqualTo("[unregistered, good, postrider]");
        assertThat(result.answer("get=transport:owl")).isEqualTo(OWN);
        assertThat(result.answer("get=transport:NIGHT")).isEqualTo(OWN);
        assertThat(result.answer("get=transport:smtp")).isEqualTo(OWN);
        assertThat(result.answer("owner=extension:size")).isEqualTo("unregistered");
        assertThat(result.answer("get=transport:pigeon")).isEqualTo(TRANSPORT);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("a plugin's transport under a new scheme carries a whole session")
    void wholeSession(Flavour flavour) throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.play("""
                S: 220 ready
                C: EHLO me.test
                S: 250 srv
                C: MAIL FROM:<a@b>
                S: 250 ok
                C: RCPT TO:<x@y>
                S: 250 ok
                C: DATA
                S: 354 go
                C: hi
                C: .
                S: 250 flown
                C: QUIT
                S: 221 bye
                """)) {
            String send = "send=" + server.uri("pigeon");
            ChildJvm.Result result = withGood(flavour).ask(send);
            assertThat(result.answer(send)).isEqualTo("flown");
            server.verify();
        }
    }
}
