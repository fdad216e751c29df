// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiscoveryTest {

    private static final String FATAL = "Runtime.getRuntime().halt(3);";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{1}, {0}")
    @CsvSource({
        "CLASS_PATH, plugin.broken.Main",
        "CLASS_PATH, plugin.broken.*",
        "MODULE_PATH, plugin.broken.Main",
        "MODULE_PATH, plugin.broken.*"
    })
    @DisplayName("a provider that postrider.providers.disabled names is not even instantiated, and is no problem")
    void disabled(Flavour flavour, String pattern) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(flavour, folder)
                .path(
                        Plugins.broken("broken", FATAL, "static { " + FATAL + " }")
                                .build(flavour, folder),
                        Plugins.good().build(flavour, folder))
                .option("-Dpostrider.providers.disabled=some.Other, " + pattern)
                .ask("list", "problems");
        assertThat(result.answer("list")).isEqualTo("[good, postrider]");
        assertThat(result.answer("problems")).isEqualTo("[]");
        assertThat(result.warnings()).isEmpty();
    }

    @ParameterizedTest(name = "{1}, {0}")
    @CsvSource({"CLASS_PATH, null", "CLASS_PATH, platform", "MODULE_PATH, null", "MODULE_PATH, platform"})
    @DisplayName("a context class loader that sees nothing makes no difference")
    void contextClassLoader(Flavour flavour, String loader) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(flavour, folder)
                .path(Plugins.good().build(flavour, folder))
                .ask("context=" + loader, "list", "get=transport:pigeon", "get=transport:smtp");
        assertThat(result.answer("context=" + loader)).contains(loader.equals("null") ? "null" : "PlatformClassLoader");
        assertThat(result.answer("list")).isEqualTo("[good, postrider]");
        assertThat(result.answer("get=transport:pigeon")).isEqualTo("plugin.good.TestTransport");
        assertThat(result.answer("get=transport:smtp")).endsWith(".TcpTransportFactory");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName(
            "a class loader finds plugins that the application does not see, beside those that it sees, good and broken")
    void givenLoader(Flavour flavour) throws IOException, InterruptedException {
        Path apart = Files.createDirectory(folder.resolve("apart"));
        Path good = Plugins.good().build(Flavour.CLASS_PATH, apart);
        Path broken = Plugins.broken("broken", "", "")
                .without("Main")
                .type("Other", "class Other {}")
                .build(Flavour.CLASS_PATH, apart);
        ChildJvm.Result result = ChildJvm.with(flavour, folder)
                .path(Plugins.ranked("seen", 0, "").build(flavour, folder))
                .ask("list", "use=loader:" + good, "get=transport:pigeon", "use=loader:" + broken, "problems");
        assertThat(result.answer("list")).isEqualTo("[seen, postrider]");
        assertThat(result.answer("use=loader:" + good)).isEqualTo("[good, seen, postrider]");
        assertThat(result.answer("get=transport:pigeon")).isEqualTo("plugin.good.TestTransport");
        assertThat(result.answer("use=loader:" + broken)).isEqualTo("[seen, postrider]");
        assertThat(result.answer("problems"))
                .startsWith("[provider plugin.broken.Main (file:")
                .contains("/apart/broken.jar): it cannot be loaded: ");
    }

    @Test
    @DisplayName(
            "a module layer finds plugins that the boot layer does not have, beside those of the boot layer, good and broken")
    void givenLayer() throws IOException, InterruptedException {
        Path apart = Files.createDirectory(folder.resolve("apart"));
        Path good = Plugins.good().build(Flavour.MODULE_PATH, apart);
        Path broken = Plugins.broken("broken", "", "")
                .without("Main")
                .type("Other", "class Other {}")
                .build(Flavour.MODULE_PATH, apart);
        ChildJvm.Result result = ChildJvm.with(Flavour.MODULE_PATH, folder)
                .path(Plugins.ranked("seen", 0, "").build(Flavour.MODULE_PATH, folder))
                .ask("list", "use=layer:" + good, "get=transport:pigeon", "use=layer:" + broken, "problems");
        assertThat(result.answer("list")).isEqualTo("[seen, postrider]");
        assertThat(result.answer("use=layer:" + good)).isEqualTo("[good, seen, postrider]");
        assertThat(result.answer("get=transport:pigeon")).isEqualTo("plugin.good.TestTransport");
        assertThat(result.answer("use=layer:" + broken)).isEqualTo("[seen, postrider]");
        assertThat(result.answer("problems"))
                .startsWith("[provider plugin.broken.Main (file:")
                .contains("/apart/broken.jar): it cannot be loaded: ");
    }
}
