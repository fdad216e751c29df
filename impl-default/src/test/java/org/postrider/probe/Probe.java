// SPDX-License-Identifier: Apache-2.0
package org.postrider.probe;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.Envelope;
import org.postrider.HostResolver;
import org.postrider.Message;
import org.postrider.Provider;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.spi.AuthMechanismFactory;
import org.postrider.spi.Extension;
import org.postrider.spi.TransportFactory;

/**
 * The application in a child virtual machine. Each argument is a question, {@code verb=argument}; each line of its output is an answer. The
 * providers asked are those installed, until a {@code use} question changes them.
 */
public final class Probe {

    private static final Map<String, Class<?>> TYPES = Map.of(
            "transport", TransportFactory.class,
            "mechanism", AuthMechanismFactory.class,
            "extension", Extension.class);

    private Optional<Providers> chosen = Optional.empty();

    private Optional<HostResolver> resolver = Optional.empty();

    private Probe() {}

    /**
     * Answers.
     *
     * @param questions the questions
     */
    public static void main(String[] questions) {
        Probe probe = new Probe();
        for (String question : questions) {
            String answer;
            try {
                answer = probe.answer(question.split("=", 2));
            } catch (IllegalStateException | SmtpException | MalformedURLException e) {
                answer = "! " + e;
            }
            System.out.println(question + " -> " + answer);
        }
    }

    private Providers providers() {
        return chosen.orElseGet(Providers::installed);
    }

    private String answer(String[] question) throws SmtpException, MalformedURLException {
        String verb = question[0];
        String argument = question.length > 1 ? question[1] : "";
        return switch (verb) {
            case "list" -> providers().toString();
            case "problems" -> providers().problems().toString();
            case "count" -> String.valueOf(providers().problems().size());
            case "names" -> providers().names(type(argument)).toString();
            case "version" -> version(argument);
            case "owner" -> owner(argument.split(":", 2));
            case "get" -> get(argument.split(":", 3));
            case "send" -> send(argument);
            case "context" -> context(argument);
            case "use" -> use(argument.split(":", 2));
            case "resolve" -> resolve(argument.split(","));
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static Class<?> type(String name) {
        return Optional.<Class<?>>ofNullable(TYPES.get(name)).orElseThrow();
    }

    private String version(String id) {
        return providers().list().stream()
                .filter(provider -> provider.id().equals(id))
                .findFirst()
                .map(Provider::version)
                .orElse("nobody");
    }

    private String owner(String[] typeAndName) {
        return providers()
                .providerOf(type(typeAndName[0]), typeAndName[1])
                .map(Provider::id)
                .orElse("nobody");
    }

    private String get(String[] typeNameAndId) {
        Class<?> type = type(typeNameAndId[0]);
        Optional<?> service = typeNameAndId.length > 2
                ? providers().get(type, typeNameAndId[1], typeNameAndId[2])
                : providers().get(type, typeNameAndId[1]);
        return service.map(made -> made.getClass().getName()).orElse("nothing");
    }

    private String send(String server) throws SmtpException {
        Session.Builder builder = Session.builder(server).localName("me.test");
        resolver.ifPresent(builder::resolver);
        try (Session session = builder.open()) {
            return session.send(Envelope.from("a@b").to("x@y").build(), Message.ofText("hi\n"))
                    .reply()
                    .text();
        }
    }

    /** From here on, each host has these addresses. */
    private String resolve(String[] addresses) {
        resolver = Optional.of(new FixedAddresses(List.of(addresses)));
        return "ok";
    }

    private static String context(String loader) {
        Thread.currentThread()
                .setContextClassLoader(loader.equals("platform") ? ClassLoader.getPlatformClassLoader() : null);
        return String.valueOf(Thread.currentThread().getContextClassLoader());
    }

    private String use(String[] what) throws MalformedURLException {
        Providers providers = switch (what[0]) {
            case "first" -> providers().withFirst(new UnregisteredProvider());
            case "last" -> providers().withLast(new UnregisteredProvider());
            case "loader" -> Providers.installed(loader(Path.of(what[1])));
            case "layer" -> Providers.installed(layer(Path.of(what[1])));
            default -> throw new IllegalArgumentException(what[0]);
        };
        chosen = Optional.of(providers);
        return providers.toString();
    }

    private static ClassLoader loader(Path jar) throws MalformedURLException {
        // Lives as long as this virtual machine.
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, Probe.class.getClassLoader());
    }

    private static ModuleLayer layer(Path jar) {
        ModuleLayer parent = ModuleLayer.boot();
        Configuration plugin = parent.configuration().resolveAndBind(ModuleFinder.of(), ModuleFinder.of(jar), Set.of());
        return ModuleLayer.defineModulesWithOneLoader(plugin, List.of(parent), Probe.class.getClassLoader())
                .layer();
    }

    /**
     * Finds the same addresses for every host.
     *
     * @param addresses as they are written
     */
    public record FixedAddresses(List<String> addresses) implements HostResolver {

        @Override
        public List<InetAddress> addressesOf(String host) throws UnknownHostException {
            List<InetAddress> found = new ArrayList<>();
            for (String address : addresses) {
                found.add(InetAddress.getByName(address));
            }
            return found;
        }

        @Override
        public Optional<String> localName() {
            return Optional.empty();
        }
    }
}
