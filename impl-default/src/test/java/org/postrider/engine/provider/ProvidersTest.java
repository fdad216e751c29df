// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.Provider;
import org.postrider.Providers;
import org.postrider.Service;
import org.postrider.spi.TransportFactory;

class ProvidersTest {

    /** Serves texts, which stand for any service interface. */
    private record Texts(String id, List<Service<?>> services) implements Provider {

        static Texts of(String id, Service<?>... services) {
            return new Texts(id, List.of(services));
        }

        @Override
        public String version() {
            return "7";
        }

        @Override
        public String info() {
            return "test";
        }
    }

    private static Service<String> text(String name, String text) {
        return Service.of(String.class, name, () -> text);
    }

    private static Service<String> made(String name, Supplier<String> supplier) {
        return Service.of(String.class, name, supplier);
    }

    private static List<String> ids(Providers providers) {
        return providers.list().stream().map(Provider::id).toList();
    }

    @Test
    @DisplayName("a change makes a copy, and no list that is handed out can be changed")
    void immutable() {
        Providers before = Providers.builtIn();
        Providers after =
                before.withFirst(Texts.of("a")).withLast(Texts.of("z")).withOrder("z");
        assertThat(ids(before)).containsExactly("postrider");
        assertThat(ids(after)).containsExactly("a", "postrider", "z");
        for (List<?> list :
                List.of(after.list(), after.problems(), after.names(TransportFactory.class), before.list())) {
            assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    @DisplayName("a service keeps copies of its aliases and attributes")
    void serviceKeepsCopies() {
        List<String> aliases = new ArrayList<>(List.of("one"));
        Service<String> service =
                new Service<>(String.class, "n", aliases, text("x", "").attributes(), () -> "");
        aliases.add("two");
        assertThat(service.aliases()).containsExactly("one");
        assertThat(service.withAttribute("k", "v").attributes()).containsEntry("k", "v");
        assertThat(service.attributes()).isEmpty();
    }

    @Test
    @DisplayName("an alias never beats a name, even if its provider stands first")
    void aliasIsWeaker() {
        Provider withAlias = Texts.of("a", text("other", "by alias").withAliases("word"));
        Provider withName = Texts.of("b", text("Word", "by name"));
        Providers providers = Providers.builtIn().withLast(withAlias).withLast(withName);
        assertThat(ids(providers)).containsExactly("postrider", "a", "b");
        assertThat(providers.get(String.class, "WORD")).contains("by name");
        assertThat(providers.providerOf(String.class, "word")).contains(withName);
        assertThat(providers.get(String.class, "word", "a")).contains("by alias");
    }

    @Test
    @DisplayName("within one provider too an alias never beats a name")
    void aliasIsWeakerWithinOneProvider() {
        Provider both = Texts.of("a", text("other", "by alias").withAliases("word"), text("word", "by name"));
        assertThat(Providers.get(String.class, "word", both)).contains("by name");
    }

    @Test
    @DisplayName("the one put first last is the first of all, the one put last last is the last of all")
    void firstAndLast() {
        Providers providers = Providers.builtIn()
                .withFirst(Texts.of("b", text("word", "b")))
                .withFirst(Texts.of("a", text("word", "a")))
                .withLast(Texts.of("y", text("word", "y"), text("rest", "y")))
                .withLast(Texts.of("z", text("word", "z"), text("rest", "z")));
        assertThat(ids(providers)).containsExactly("a", "b", "postrider", "y", "z");
        assertThat(providers.get(String.class, "word")).contains("a");
        assertThat(providers.get(String.class, "rest")).contains("y");
    }

    @Test
    @DisplayName("a provider given in code replaces the one of the same id")
    void sameIdIsReplaced() {
        Providers providers = Providers.builtIn()
                .withFirst(Texts.of("a", text("word", "old")))
                .withLast(Texts.of("a", text("word", "new")));
        assertThat(ids(providers)).containsExactly("postrider", "a");
        assertThat(providers.get(String.class, "word")).contains("new");
    }

    @Test
    @DisplayName("names are listed once whatever their case, strongest provider first, without aliases and other types")
    void names() {
        Provider first = Texts.of("a", text("Two", ""), text("one", "").withAliases("uno"));
        Provider second = Texts.of("b", text("ONE", ""), text("three", ""), Service.of(Integer.class, "four", () -> 4));
        assertThat(Providers.builtIn().withLast(first).withLast(second).names(String.class))
                .containsExactly("Two", "one", "three");
    }

    @Test
    @DisplayName("each look-up makes a new instance, and none is made before")
    void newInstances() {
        AtomicInteger calls = new AtomicInteger();
        Providers providers =
                Providers.builtIn().withFirst(Texts.of("a", made("word", () -> "call " + calls.incrementAndGet())));
        assertThat(providers.providerOf(String.class, "word")).isPresent();
        assertThat(calls).hasValue(0);
        assertThat(providers.get(String.class, "word")).contains("call 1");
        assertThat(providers.get(String.class, "word")).contains("call 2");
    }

    private static String throwing() {
        throw new IllegalArgumentException("no luck");
    }

    private static String linkingBadly() {
        throw new NoClassDefFoundError("acme/Missing");
    }

    @Test
    @DisplayName(
            "a service that cannot be made is an error that names provider, version, jar and service; no other provider is asked")
    void failingSupplier() {
        AtomicInteger others = new AtomicInteger();
        Provider other = Texts.of("other", made("word", () -> "other " + others.incrementAndGet()));
        for (Supplier<String> failing :
                List.<Supplier<String>>of(ProvidersTest::throwing, ProvidersTest::linkingBadly)) {
            Providers providers =
                    Providers.builtIn().withFirst(other).withFirst(Texts.of("acme", made("word", failing)));
            assertThatIllegalStateException()
                    .isThrownBy(() -> providers.get(String.class, "word"))
                    .withMessageStartingWith("provider acme 7 (file:")
                    .withMessageContaining(
                            Library.placeOf(Texts.class.getName()).toString())
                    .withMessageContaining(" cannot make its String word: ")
                    .withMessageMatching(".*(no luck|acme/Missing).*")
                    .satisfies(e -> assertThat(e.getCause()).isNotNull());
        }
        assertThat(others).hasValue(0);
    }

    @Test
    @DisplayName(
            "a service of another type than it says, or none at all, is an error of its provider and not an absent service")
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wrongType() {
        Supplier wrong = () -> 4;
        Service<?> number = made("word", (Supplier<String>) wrong);
        Service<?> nothing = made("none", () -> null);
        Providers providers = Providers.builtIn().withFirst(Texts.of("acme", number, nothing));
        for (String name : List.of("word", "none")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> providers.get(String.class, name))
                    .withMessageStartingWith("provider acme 7 (file:")
                    .withMessageContaining(" cannot make its String " + name + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postrider", "", "Acme", "1a", "a b", "a_b", "\u0131d"})
    @DisplayName("an id that is reserved or malformed is refused when given in code")
    void badIds(String id) {
        Providers providers = Providers.builtIn();
        assertThatIllegalArgumentException().isThrownBy(() -> providers.withFirst(Texts.of(id)));
        assertThatIllegalArgumentException().isThrownBy(() -> providers.withLast(Texts.of(id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "s\u0131ze", "a\r\nb", "a/b"})
    @DisplayName("a name or alias that is not ASCII letters, digits and + - . _ is refused")
    void badNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> text(name, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> text("n", "").withAliases(name));
    }
}
