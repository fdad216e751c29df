// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrecedenceTest {

    private static final String TAKES_BUILT_IN_NAMES = """
            transport("SMTP", TestTransport::new);
            extension("SIZE", TestExtension::new);
            extension("XSHARED", TestExtension::new);
            """;
    private static final String SMTP = "owner=transport:smtp";
    private static final String SIZE = "owner=extension:SIZE";
    private static final String SHARED = "owner=extension:XSHARED";

    @TempDir
    Path folder;

    /** Three that want the same names, in an order on the path that is none of theirs. */
    private ChildJvm withThree(Flavour flavour) throws IOException {
        return ChildJvm.with(flavour, folder)
                .path(
                        Plugins.ranked("gamma", 0, TAKES_BUILT_IN_NAMES).build(flavour, folder),
                        Plugins.ranked("alpha", 0, TAKES_BUILT_IN_NAMES).build(flavour, folder),
                        Plugins.ranked("beta", 5, TAKES_BUILT_IN_NAMES).build(flavour, folder),
                        Plugins.ranked("delta", -5, TAKES_BUILT_IN_NAMES).build(flavour, folder));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName(
            "those found stand by priority, then by id, and none takes over a built-in name, but each can be asked for by id")
    void found(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result =
                withThree(flavour).ask("list", SMTP, SIZE, SHARED, "get=transport:smtp", "get=transport:smtp:alpha");
        assertThat(result.answer("list")).isEqualTo("[beta, alpha, gamma, delta, postrider]");
        assertThat(result.answer(SMTP)).isEqualTo("postrider");
        assertThat(result.answer(SIZE)).isEqualTo("postrider");
        assertThat(result.answer(SHARED)).isEqualTo("beta");
        assertThat(result.answer("get=transport:smtp")).endsWith(".TcpTransportFactory");
        assertThat(result.answer("get=transport:smtp:alpha")).isEqualTo("plugin.alpha.TestTransport");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("the priority of a found provider does not let it take over a built-in name")
    void highestPriority(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(flavour, folder)
                .path(Plugins.ranked("greedy", Integer.MAX_VALUE, TAKES_BUILT_IN_NAMES)
                        .build(flavour, folder))
                .ask("list", SMTP, SIZE);
        assertThat(result.answer("list")).isEqualTo("[greedy, postrider]");
        assertThat(result.answer(SMTP)).isEqualTo("postrider");
        assertThat(result.answer(SIZE)).isEqualTo("postrider");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName(
            "a provider that the property postrider.providers lists stands first and takes over built-in names; absent ids are passed over")
    void listed(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = withThree(flavour)
                .option("-Dpostrider.providers= gamma , absent,delta")
                .ask("list", SMTP, SIZE, SHARED, "use=first", "get=transport:smtp");
        assertThat(result.answer("list")).isEqualTo("[gamma, delta, beta, alpha, postrider]");
        assertThat(result.answer(SMTP)).isEqualTo("gamma");
        assertThat(result.answer(SIZE)).isEqualTo("gamma");
        assertThat(result.answer(SHARED)).isEqualTo("gamma");
        assertThat(result.answer("use=first")).isEqualTo("[unregistered, gamma, delta, beta, alpha, postrider]");
        assertThat(result.answer("get=transport:smtp")).contains("UnregisteredProvider");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("a provider listed behind postrider leaves the built-in names alone")
    void listedBehind(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = withThree(flavour)
                .option("-Dpostrider.providers=postrider,gamma")
                .ask("list", SMTP, SIZE, SHARED);
        assertThat(result.answer("list")).isEqualTo("[postrider, gamma, beta, alpha, delta]");
        assertThat(result.answer(SMTP)).isEqualTo("postrider");
        assertThat(result.answer(SIZE)).isEqualTo("postrider");
        assertThat(result.answer(SHARED)).isEqualTo("gamma");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("an object put last serves what nobody else has and takes over nothing")
    void last(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(flavour, folder).ask("use=last", SMTP, SIZE, "owner=transport:owl");
        assertThat(result.answer("use=last")).isEqualTo("[postrider, unregistered]");
        assertThat(result.answer(SMTP)).isEqualTo("postrider");
        assertThat(result.answer(SIZE)).isEqualTo("postrider");
        assertThat(result.answer("owner=transport:owl")).isEqualTo("unregistered");
    }
}
