// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModulesTest {

    /** What an extension may require beside api and spi: the library it is there for, and what that library's use takes. */
    private static final Map<String, Set<String>> OWN_LIBRARIES = Map.of(
            "ext-auth-xoauth2",
                    Set.of("oauth2.oidc.sdk", "com.nimbusds.jose.jwt", "java.net.http", "com.google.auto.service"),
            "ext-lmtp", Set.of("com.google.auto.service"),
            "samples/xclient", Set.of());

    private static JavaClasses classes(String... modules) {
        List<Path> folders = java.util.Arrays.stream(modules)
                .map(module -> Tree.module(module).resolve("target/classes"))
                .toList();
        return new ClassFileImporter().importPaths(folders);
    }

    private static ModuleDescriptor descriptor(String module) throws IOException {
        try (InputStream in = Files.newInputStream(Tree.module(module).resolve("target/classes/module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }

    @Test
    @DisplayName("packages form no cycle, inside a module or across")
    void noCycles() {
        slices().matching("org.postrider.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes("api", "spi", "impl-default", "ext-auth-xoauth2", "ext-lmtp", "testkit", "cli"));
    }

    @Test
    @DisplayName("the engine's packages point one way: session, transaction, conversation, wire")
    void engineLayers() {
        String engine = "org.postrider.engine.";
        List<String> order = List.of("session", "transaction", "conversation", "wire");
        JavaClasses classes = classes("impl-default");
        for (int i = 1; i < order.size(); i++) {
            for (int above = 0; above < i; above++) {
                noClasses()
                        .that()
                        .resideInAPackage(engine + order.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(engine + order.get(above))
                        .check(classes);
            }
        }
        noClasses()
                .that()
                .resideInAnyPackage(
                        engine + "wire",
                        engine + "transport",
                        engine + "tls",
                        engine + "extension",
                        engine + "mechanism",
                        engine + "header")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        engine + "session", engine + "transaction", engine + "auth", engine + "conversation")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(engine + "auth", engine + "transaction")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(engine + "session")
                .check(classes);
    }

    @Test
    @DisplayName("the engine names no mechanism but in its providers")
    void engineKnowsNoMechanism() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.postrider.engine", "org.postrider.engine.provider", "org.postrider.engine.mechanism")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postrider.engine.mechanism")
                .check(classes("impl-default"));
    }

    @Test
    @DisplayName("the engine names no extension but in the built-in provider")
    void engineKnowsNoExtension() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.postrider.engine.provider", "org.postrider.engine.extension")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.postrider\\.engine\\.extension\\..*Extension")
                .check(classes("impl-default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "spi", "testkit"})
    @DisplayName("api, spi and testkit show and use no type but the platform's, JSpecify's and their own")
    void noForeignTypes(String module) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "javax.security.auth..", "javax.net.ssl..", "org.jspecify..", "org.postrider..")
                .check(classes(module));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext-auth-xoauth2", "ext-lmtp", "samples/xclient"})
    @DisplayName("an extension module requires api, spi and its own library alone")
    void extensionsSeeApiAndSpi(String module) throws IOException {
        Set<String> required = descriptor(module).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toCollection(TreeSet::new));
        required.removeAll(Set.of("java.base", "org.postrider", "org.postrider.spi", "org.jspecify"));
        assertThat(required).isEqualTo(OWN_LIBRARIES.get(module));
        for (JavaClass type : classes(module)) {
            type.getDirectDependenciesFromSelf()
                    .forEach(
                            dependency -> assertThat(dependency.getTargetClass().getPackageName())
                                    .doesNotStartWith("org.postrider.engine"));
        }
    }

    @Test
    @DisplayName("the engine exports nothing, and the API its internals to the engine and spi alone")
    void exports() throws IOException {
        assertThat(descriptor("impl-default").exports()).isEmpty();
        assertThat(descriptor("impl-default").opens()).isEmpty();
        ModuleDescriptor.Exports internals = descriptor("api").exports().stream()
                .filter(exported -> exported.source().equals("org.postrider.internal"))
                .findFirst()
                .orElseThrow();
        assertThat(internals.targets()).containsExactlyInAnyOrder("org.postrider.engine", "org.postrider.spi");
    }

    @Test
    @DisplayName("what a descriptor provides is what the services files of its jar say")
    void services() throws IOException {
        for (String module : Tree.LIBRARY) {
            Set<String> provided = new TreeSet<>();
            descriptor(module)
                    .provides()
                    .forEach(p -> p.providers().forEach(name -> provided.add(p.service() + " " + name)));
            Set<String> listed = new TreeSet<>();
            Path services = Tree.module(module).resolve("target/classes/META-INF/services");
            for (Path file : Tree.files(services, "")) {
                if (Files.isRegularFile(file)) {
                    Tree.read(file).lines().forEach(line -> listed.add(file.getFileName() + " " + line));
                }
            }
            assertThat(listed).as(module).isEqualTo(provided);
        }
    }

    @Test
    @DisplayName(
            "no process, serialisation filter or reflection stands in the library, and no lock around I/O in the engine")
    void bannedCalls() {
        JavaClasses classes = classes("api", "spi", "impl-default");
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(ProcessBuilder|Process|Runtime)|java\\.io\\.Object(In|Out)putStream"
                        + "|java\\.lang\\.reflect\\..*|java\\.util\\.regex\\..*")
                .check(classes);
        for (String module : List.of("api", "spi", "impl-default")) {
            for (Path file : Tree.files(Tree.module(module).resolve("src/main/java"), ".java")) {
                assertThat(Tree.read(file))
                        .as(file.toString())
                        .doesNotContain(
                                "synchronized ",
                                "synchronized(",
                                "(byte) text",
                                "currentTimeMillis",
                                "System.out",
                                "System.err.");
            }
        }
    }
}
