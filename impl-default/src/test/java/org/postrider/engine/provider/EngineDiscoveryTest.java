// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineDiscoveryTest {

    private static final String ENGINE = "org.postrider.internal.Engine";
    private static final String SEND = "send=smtp://127.0.0.1:1";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("without an engine each call says which artifact to add, the second like the first")
    void none(Flavour flavour) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.bare(flavour, folder)
                .path(Library.contract())
                .path(Plugins.good().build(flavour, folder))
                .ask("list", "names=transport", SEND);
        assertThat(List.of(result.answer("list"), result.answer("names=transport"), result.answer(SEND)))
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("! java.lang.IllegalStateException: no engine is installed")
                        .contains("org.postrider:postrider-impl-default"));
    }

    @Test
    @DisplayName("two engines on the class path are both named, each with its jar")
    void two() throws IOException, InterruptedException {
        Path other =
                PluginJar.named("motor").ofService(ENGINE).provider("Main", """
                        public final class Main implements org.postrider.internal.Engine {
                            public <T> T create(Class<T> type, String name) { throw new IllegalArgumentException(); }
                        }
                        """).build(Flavour.CLASS_PATH, folder);
        ChildJvm.Result result =
                ChildJvm.with(Flavour.CLASS_PATH, folder).path(other).ask("list", SEND);
        assertThat(List.of(result.answer("list"), result.answer(SEND)))
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("! java.lang.IllegalStateException: more than one engine is installed")
                        .contains("org.postrider.engine.DefaultEngine in file:")
                        .contains("plugin.motor.Main in file:")
                        .contains("/motor.jar"));
    }

    private ChildJvm merged(Predicate<String> lost) throws IOException {
        List<Path> parts = new ArrayList<>(Library.all());
        parts.add(Plugins.good().build(Flavour.CLASS_PATH, folder));
        return ChildJvm.bare(Flavour.CLASS_PATH, folder)
                .path(JarFiles.merge(folder.resolve("merged.jar"), parts, lost));
    }

    @Test
    @DisplayName("a merged jar that kept its services files has the built-in provider and the plugin")
    void mergedWell() throws IOException, InterruptedException {
        assertThat(merged(entry -> false).ask("list").answer("list")).isEqualTo("[good, postrider]");
    }

    @Test
    @DisplayName("a merged jar that lost the services file of the providers still speaks SMTP")
    void mergedWithoutProviders() throws IOException, InterruptedException {
        ChildJvm.Result result = merged("META-INF/services/org.postrider.Provider"::equals)
                .ask("list", "problems", "get=transport:smtp", "get=extension:SIZE");
        assertThat(result.answer("list")).isEqualTo("[postrider]");
        assertThat(result.answer("problems")).isEqualTo("[]");
        assertThat(result.answer("get=transport:smtp")).endsWith(".TcpTransportFactory");
        assertThat(result.answer("get=extension:SIZE")).endsWith(".SizeExtension");
    }

    @Test
    @DisplayName("a merged jar that lost all services files is told to merge them")
    void mergedWithoutAnyServices() throws IOException, InterruptedException {
        assertThat(merged(entry -> entry.startsWith("META-INF/services/"))
                        .ask("list")
                        .answer("list"))
                .startsWith("! java.lang.IllegalStateException: no engine is installed")
                .contains("META-INF/services must be merged too");
    }
}
