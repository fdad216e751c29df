// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenSiblingTest {

    private static final String MAIN = "plugin.broken.Main";
    private static final String GOOD_TRANSPORT = "get=transport:pigeon";

    @TempDir
    Path folder;

    /** What is wrong with the plugin, the class the problem names, and what it says. */
    private record Fault(String text, PluginJar jar, String named, String description) {
        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<Arguments> faultsEverywhere() {
        return Stream.of(
                        new Fault(
                                "a constructor that throws",
                                Plugins.broken("broken", "if (true) throw new IllegalStateException(\"no luck\");", ""),
                                MAIN,
                                "it cannot be created: java.lang.IllegalStateException: no luck"),
                        new Fault(
                                "a class that is missing from the jar",
                                Plugins.broken("broken", "", "")
                                        .type("Other", "class Other {}")
                                        .without("Main"),
                                MAIN,
                                "it cannot be loaded: "),
                        new Fault(
                                "a superclass that is missing from the jar",
                                missingSuperclass(),
                                MAIN,
                                "it cannot be loaded: java.lang.ClassNotFoundException: plugin.broken.Base"),
                        new Fault(
                                "a static initialiser that fails",
                                Plugins.broken("broken", "", "static { Objects.requireNonNull(null, \"no luck\"); }"),
                                MAIN,
                                "it cannot be created: java.lang.NullPointerException: no luck"),
                        new Fault(
                                "a class that its constructor needs and that is missing from the jar",
                                Plugins.broken("broken", "new Helper();", "")
                                        .type("Helper", "class Helper {}")
                                        .without("Helper"),
                                MAIN,
                                "it cannot be created: java.lang.ClassNotFoundException: plugin.broken.Helper"),
                        new Fault(
                                "an id that is taken",
                                Plugins.broken("good", "", "@Override public int priority() { return -1; }"),
                                MAIN,
                                "its id good is taken by plugin.good.Main (file:"),
                        new Fault(
                                "a rank that cannot be read",
                                Plugins.broken(
                                        "broken",
                                        "",
                                        "@Override public int priority() { throw new IllegalStateException(\"no luck\"); }"),
                                MAIN,
                                "it cannot be created: java.lang.IllegalStateException: no luck"),
                        new Fault(
                                "a list of services that is null",
                                PluginJar.named("broken").provider("Main", """
                                                public final class Main implements Provider {
                                                    public Main() {}
                                                    public String id() { return "broken"; }
                                                    public String version() { return "1"; }
                                                    public String info() { return ""; }
                                                    public List<Service<?>> services() { return null; }
                                                }
                                                """),
                                MAIN,
                                "it cannot be created: java.lang.NullPointerException"),
                        new Fault(
                                "the reserved id",
                                Plugins.broken("postrider", "", ""),
                                MAIN,
                                "its id postrider is reserved for the built-in provider; choose another"),
                        new Fault(
                                "a malformed id",
                                Plugins.broken("Ac me", "", ""),
                                MAIN,
                                "its id \"Ac me\" is malformed"))
                .flatMap(fault -> Arrays.stream(Flavour.values()).map(flavour -> Arguments.of(fault, flavour)));
    }

    private static PluginJar missingSuperclass() {
        return PluginJar.named("broken")
                .type(
                        "Base",
                        "public abstract class Base extends AbstractProvider { Base() { super(\"broken\", \"1\", \"\"); } }")
                .provider("Main", "public final class Main extends Base { public Main() {} }")
                .without("Base");
    }

    static Stream<Arguments> faultsOfServicesFiles() {
        return Stream.of(
                        new Fault(
                                "a malformed services line",
                                Plugins.broken("broken", "", "").servicesFile(MAIN + "\nno class name\n"),
                                "(declaration)",
                                "its services file cannot be used"),
                        new Fault(
                                "a services file that is damaged",
                                Plugins.broken("broken", "", "").corrupt(),
                                "(declaration)",
                                "its services file cannot be used"),
                        new Fault(
                                "a class that is no provider",
                                PluginJar.named("broken").provider("Main", "public final class Main {}"),
                                MAIN,
                                "it cannot be loaded: "),
                        new Fault(
                                "a constructor that is not public",
                                PluginJar.named("broken")
                                        .provider(
                                                "Main",
                                                "public final class Main extends AbstractProvider {"
                                                        + " Main() { super(\"broken\", \"1\", \"\"); } }"),
                                MAIN,
                                "it cannot be loaded: "))
                .map(fault -> Arguments.of(fault, Flavour.CLASS_PATH));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource({"faultsEverywhere", "faultsOfServicesFiles"})
    @DisplayName(
            "a broken provider is a problem that names it and its jar, is logged once, and leaves the good one alone")
    void brokenSibling(Fault fault, Flavour flavour) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.with(flavour, folder)
                .path(fault.jar().build(flavour, folder), Plugins.good().build(flavour, folder));
        ChildJvm.Result result = child.ask("list", "count", "problems", "list", GOOD_TRANSPORT, "get=transport:smtp");
        assertThat(result.answer("list")).isEqualTo("[good, postrider]");
        assertThat(result.answer("count")).isEqualTo("1");
        assertThat(result.answer("problems"))
                .startsWith("[provider " + fault.named() + " (file:")
                .contains("/broken.jar): ")
                .contains(fault.description());
        assertThat(result.answer(GOOD_TRANSPORT)).isEqualTo("plugin.good.TestTransport");
        assertThat(result.answer("get=transport:smtp")).endsWith(".TcpTransportFactory");
        assertThat(result.warnings())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("WARNING org.postrider.Providers: provider " + fault.named())
                        .contains("/broken.jar): ")
                        .contains(fault.description()));
    }
}
