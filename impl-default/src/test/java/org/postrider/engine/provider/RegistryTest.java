// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Envelope;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.MailParameter;
import org.postrider.Message;
import org.postrider.Provider;
import org.postrider.ProviderProblem;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.spi.AuthMechanismFactory;
import org.postrider.spi.Extension;
import org.postrider.spi.TransportFactory;
import org.postrider.testkit.ScriptedServer;

class RegistryTest {

    @TempDir
    Path folder;

    private Path jar(PluginJar plugin) throws IOException {
        return plugin.build(Flavour.CLASS_PATH, folder);
    }

    private static Providers found(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return Providers.installed(new URLClassLoader(urls, RegistryTest.class.getClassLoader()));
    }

    private static List<String> texts(Providers providers) {
        return providers.problems().stream().map(ProviderProblem::toString).toList();
    }

    private static List<String> ids(Providers providers) {
        return providers.list().stream().map(Provider::id).toList();
    }

    @Test
    @DisplayName(
            "names and aliases that two found providers have are a problem with both jars, until the application chooses (R1)")
    void sharedNames() throws IOException {
        String shared = """
                extension("XSHARED", TestExtension::new);
                service(Service.of(TransportFactory.class, "%s", TestTransport::new).withAliases("pigeon"));
                """;
        Path alpha = jar(Plugins.withServices("alpha", shared.formatted("dove"), ""));
        Path beta = jar(Plugins.withServices("beta", shared.formatted("gull"), ""));
        Providers providers = found(beta, alpha);
        assertThat(providers.providerOf(Extension.class, "xshared").map(Provider::id))
                .contains("alpha");
        assertThat(texts(providers))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text)
                        .startsWith("provider beta (file:")
                        .contains("beta.jar", "alpha.jar", "is not used", "postrider.providers"));
        assertThat(texts(providers).get(0)).contains("its Extension XSHARED is not used");
        assertThat(texts(providers).get(1)).contains("its TransportFactory pigeon is not used");
        Providers chosen = providers.withOrder("beta");
        assertThat(chosen.providerOf(Extension.class, "xshared").map(Provider::id))
                .contains("beta");
        assertThat(chosen.problems()).isEmpty();
    }

    @Test
    @DisplayName("a found provider does not get a built-in name, and that is a problem (R1)")
    void builtInNames() throws IOException {
        Providers providers = found(jar(Plugins.withServices("alpha", "transport(\"SMTP\", TestTransport::new);", "")));
        assertThat(texts(providers))
                .singleElement()
                .asString()
                .contains("its TransportFactory SMTP is not used", "the provider postrider ");
        assertThat(providers.withOrder("alpha").problems()).isEmpty();
    }

    @Test
    @DisplayName(
            "the names of our own modules are reserved as the built-in ones are, whether the module is there or not, and lead to a"
                    + " found provider only if it is listed (R1)")
    void reservedNames() throws IOException {
        Providers providers = found(jar(Plugins.withServices("aaa", """
                transport("LMTP", TestTransport::new);
                authMechanism("XOAUTH2", TestMechanism::new);
                authMechanism("OAuthBearer", TestMechanism::new);
                authMechanism("X-OWN", TestMechanism::new);
                """, "")));
        assertThat(ids(providers)).contains("aaa");
        assertThat(providers.providerOf(TransportFactory.class, "lmtp").map(Provider::id))
                .isNotEqualTo(Optional.of("aaa"));
        assertThat(providers.names(AuthMechanismFactory.class))
                .contains("X-OWN")
                .doesNotContain("OAuthBearer");
        assertThat(texts(providers))
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).contains("is not used"));
        Providers chosen = providers.withOrder("aaa");
        assertThat(chosen.providerOf(TransportFactory.class, "lmtp").map(Provider::id))
                .contains("aaa");
        assertThat(chosen.names(AuthMechanismFactory.class)).contains("OAuthBearer");
        assertThat(chosen.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lmtp", "xoauth2", "jdk-sasl"})
    @DisplayName(
            "the ids of our own modules are reserved: a found provider of another class is left out and reported (R1)")
    void reservedIds(String id) throws IOException {
        Providers providers =
                found(jar(PluginJar.named("thief").provider("Main", Plugins.provider("Main", id, "", ""))));
        assertThat(texts(providers))
                .singleElement()
                .asString()
                .startsWith("provider plugin.thief.Main (file:")
                .contains("its id " + id + " is reserved");
        assertThat(providers.list())
                .noneMatch(provider -> provider.getClass().getName().startsWith("plugin."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RET=HDRS", "SIZE=77"})
    @DisplayName(
            "a found extension that claims a built-in parameter, and stands before the built-in provider, does not get it (R2)")
    void claims(String parameter) throws IOException {
        PluginJar plugin = PluginJar.named("aaa")
                .provider("Main", Plugins.provider("Main", "aaa", "extension(\"XGOOD\", Claiming::new);", ""))
                .type("Claiming", """
                        public final class Claiming implements Extension {
                            @Override public Set<String> mailParameters() { return Set.of("RET", "SIZE"); }
                        }
                        """);
        Providers providers = found(jar(plugin));
        assertThat(ids(providers)).startsWith("aaa");
        try (ScriptedServer server =
                ScriptedServer.play("S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 XGOOD\nC: QUIT\nS: 221 bye\n")) {
            try (Session session = Session.builder(server.uri())
                    .localName("me.test")
                    .providers(providers)
                    .open()) {
                assertThatThrownBy(() -> session.send(
                                Envelope.from("a@b", MailParameter.parse(parameter))
                                        .to("x@y")
                                        .build(),
                                Message.ofText("hi\n")))
                        .isInstanceOf(ExtensionNotSupportedException.class);
            }
            server.verify();
        }
    }

    @Test
    @DisplayName("two versions of one plugin are a problem that names both jars, and two copies are none (R3)")
    void versions() throws IOException {
        Path first = jar(Plugins.good());
        Path copy = Files.copy(first, folder.resolve("copy.jar"));
        assertThat(found(first, copy).problems()).isEmpty();
        Path apart = Files.createDirectory(folder.resolve("apart"));
        Path second = Plugins.withServices("good", "extension(\"XBETTER\", TestExtension::new);", "")
                .build(Flavour.CLASS_PATH, apart);
        for (List<Path> path : List.of(List.of(first, second), List.of(second, first))) {
            Providers providers = found(path.get(0), path.get(1));
            assertThat(texts(providers))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "provider plugin.good.Main (" + path.get(1).toUri().toURL() + ")")
                    .contains("is not used", path.get(0).toUri().toURL().toString());
        }
    }

    @Test
    @DisplayName(
            "a provider's constructor that asks for the installed providers gets an IllegalStateException that names it (R4)")
    void recursive() throws IOException, InterruptedException {
        PluginJar recursive = Plugins.broken("recursive", "Providers.installed().list();", "");
        Path jar = jar(recursive);
        assertThat(texts(found(jar)))
                .singleElement()
                .asString()
                .contains(
                        "IllegalStateException", "constructor of the provider plugin.broken.Main (file:", "broken.jar");
        ChildJvm.Result result =
                ChildJvm.with(Flavour.CLASS_PATH, folder).path(jar).ask("list", "problems");
        assertThat(result.answer("list")).isEqualTo("[postrider]");
        assertThat(result.answer("problems")).contains("IllegalStateException", "plugin.broken.Main");
        assertThat(Providers.installed()).as("the thread may ask again").isNotNull();
    }

    @Test
    @DisplayName("a provider whose constructor blocks is named in a log line (R4)")
    void named() throws IOException {
        Logger logger = Logger.getLogger(Providers.class.getName());
        String property = RegistryTest.class.getName();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().equals(Level.WARNING)) {
                    System.setProperty(property, MessageFormat.format(line.getMessage(), line.getParameters()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            Path jar = jar(Plugins.broken(
                    "broken",
                    "while (System.getProperty(\"" + property + "\") == null) Thread.onSpinWait();"
                            + " if (true) throw new IllegalStateException(System.getProperty(\"" + property + "\"));",
                    ""));
            assertThat(texts(found(jar)))
                    .singleElement()
                    .asString()
                    .contains("the constructor of the provider plugin.broken.Main of file:", "broken.jar", "after 2 s");
        } finally {
            logger.removeHandler(handler);
            System.clearProperty(property);
        }
    }

    /** Loads some classes itself, those whose name matches, even if its parent has them. */
    private static final class ChildFirst extends URLClassLoader {

        private final String own;

        ChildFirst(List<URL> urls, String own) {
            super(urls.toArray(URL[]::new), RegistryTest.class.getClassLoader());
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.matches(own)) {
                    return findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }

    @Test
    @DisplayName(
            "a child-first loader with its own copy of the SPI, or of the API, is a problem that names both copies (R5)")
    void copies() throws IOException {
        Path jar = jar(Plugins.good());
        List<URL> urls = new ArrayList<>();
        urls.add(jar.toUri().toURL());
        for (Path part : Library.contract()) {
            urls.add(part.toUri().toURL());
        }
        Providers ownSpi = Providers.installed(new ChildFirst(urls, "(plugin|org\\.postrider\\.spi)\\..*"));
        assertThat(ids(ownSpi)).doesNotContain("good");
        assertThat(texts(ownSpi))
                .singleElement()
                .asString()
                .startsWith("provider plugin.good.Main (file:")
                .contains("another copy of postrider-spi");
        Providers ownApi =
                Providers.installed(new ChildFirst(urls, "plugin\\..*|org\\.postrider\\.(spi\\.|internal\\.)?[A-Z].*"));
        assertThat(texts(ownApi))
                .singleElement()
                .asString()
                .startsWith("provider plugin.good.Main (file:")
                .contains("another copy of postrider-api");
    }

    @Test
    @DisplayName("an id that is not there is reported, in the list of providers and in that of disabled ones (R6)")
    void unknownIds() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(Flavour.CLASS_PATH, folder)
                .path(jar(Plugins.good()))
                .option("-Dpostrider.providers=godo")
                .option("-Dpostrider.providers.disabled=bad, com.acme.*, com.acme.Bad, postrider")
                .ask("list", "problems");
        assertThat(result.answer("list")).isEqualTo("[good, postrider]");
        assertThat(result.answer("problems"))
                .contains("provider godo (system property postrider.providers): ", "[good, postrider]")
                .contains("provider bad (system property postrider.providers.disabled): ")
                .contains("the built-in provider cannot be disabled")
                .doesNotContain("com.acme");
        assertThat(result.warnings()).hasSize(3);
    }

    @Test
    @DisplayName("an id disables a provider, as a class name does (R6)")
    void disabledId() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.with(Flavour.CLASS_PATH, folder)
                .path(jar(Plugins.good()), jar(Plugins.ranked("other", 0, "")))
                .option("-Dpostrider.providers.disabled=good")
                .ask("list", "problems");
        assertThat(result.answer("list")).isEqualTo("[other, postrider]");
        assertThat(result.answer("problems")).isEqualTo("[]");
        assertThat(result.warnings()).isEmpty();
    }

    private static PluginJar versioned() {
        return PluginJar.named("versioned").provider("Main", """
                public final class Main extends AbstractProvider {
                    public Main() { super("versioned", versionOf(Main.class), "test"); }
                }
                """);
    }

    @Test
    @DisplayName("the version of a provider is the one in the manifest of its jar (R7)")
    void versionInManifest() throws IOException {
        for (String attribute : List.of("Implementation-Version", "Bundle-Version")) {
            Path place = Files.createDirectory(folder.resolve(attribute));
            Path jar = versioned()
                    .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n" + attribute + ": 2.5\r\n\r\n")
                    .build(Flavour.CLASS_PATH, place);
            assertThat(versionIn(jar)).isEqualTo("2.5");
        }
        Path without = versioned().build(Flavour.CLASS_PATH, Files.createDirectory(folder.resolve("none")));
        assertThat(versionIn(without)).isEqualTo("unpackaged");
    }

    private static String versionIn(Path jar) throws IOException {
        return found(jar).list().stream()
                .filter(provider -> provider.id().equals("versioned"))
                .findFirst()
                .orElseThrow()
                .version();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Flavour.class)
    @DisplayName("on the module path it is the module's, or else the one in the manifest (R7)")
    void versionOfModule(Flavour flavour) throws IOException, InterruptedException {
        PluginJar plugin = versioned()
                .moduleVersion("2.7")
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nImplementation-Version: 2.5\r\n\r\n");
        ChildJvm.Result result = ChildJvm.with(flavour, folder)
                .path(plugin.build(flavour, folder))
                .ask("version=versioned");
        assertThat(result.answer("version=versioned")).isEqualTo(flavour == Flavour.MODULE_PATH ? "2.7" : "2.5");
    }
}
