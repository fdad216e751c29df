// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Compiles a plugin against API and SPI and packs it. The package and the module of plugin {@code x} are both {@code plugin.x}. */
final class PluginJar {

    private static final String SERVICE = "org.postrider.Provider";

    private final String name;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> providers = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private Optional<String> servicesFile = Optional.empty();
    private Optional<String> moduleVersion = Optional.empty();
    private String service = SERVICE;
    private boolean corrupt;

    private PluginJar(String name) {
        this.name = name;
    }

    static PluginJar named(String name) {
        return new PluginJar(name);
    }

    String packageName() {
        return "plugin." + name;
    }

    String jarName() {
        return name + ".jar";
    }

    /** Adds a class. The text is what follows package and imports. */
    PluginJar type(String simpleName, String text) {
        sources.put(simpleName, """
                package %s;
                import java.util.*;
                import org.postrider.*;
                import org.postrider.spi.*;
                """.formatted(packageName()) + text);
        return this;
    }

    /** Adds a class that is declared as a provider. */
    PluginJar provider(String simpleName, String text) {
        providers.add(packageName() + "." + simpleName);
        return type(simpleName, text);
    }

    /** Adds a file as it is. */
    PluginJar file(String entry, String text) {
        files.put(entry, text);
        return this;
    }

    /** Gives the module a version. */
    PluginJar moduleVersion(String version) {
        moduleVersion = Optional.of(version);
        return this;
    }

    /** The declarations are for another service than {@code Provider}. */
    PluginJar ofService(String serviceName) {
        service = serviceName;
        return this;
    }

    /** Leaves out a class that was compiled. */
    PluginJar without(String simpleName) {
        missing.add(simpleName);
        return this;
    }

    /** Replaces the services file. */
    PluginJar servicesFile(String text) {
        servicesFile = Optional.of(text);
        return this;
    }

    /** The services file is there and its compressed octets are damaged. */
    PluginJar corrupt() {
        corrupt = true;
        return this;
    }

    /** Compiles and packs, with a services file alone or with a module descriptor alone. */
    Path build(Flavour flavour, Path folder) throws IOException {
        Path classes = folder.resolve(name + "-classes");
        compile(flavour, folder.resolve(name + "-sources"), classes);
        for (String simpleName : missing) {
            Files.delete(classes.resolve(packageName().replace('.', '/') + "/" + simpleName + ".class"));
        }
        if (flavour == Flavour.CLASS_PATH) {
            Path file = classes.resolve("META-INF/services/" + service);
            Files.createDirectories(file.getParent());
            Files.writeString(file, servicesFile.orElse(String.join("\n", providers) + "\n"));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = classes.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path jar = folder.resolve(jarName());
        try (JarFiles out = JarFiles.create(jar)) {
            out.addFolder(classes);
        }
        if (corrupt) {
            damage(jar, "META-INF/services/" + service);
        }
        return jar;
    }

    /** Overwrites what follows the local header of an entry. */
    private static void damage(Path jar, String entry) throws IOException {
        byte[] octets = Files.readAllBytes(jar);
        int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(entry) + entry.length();
        Arrays.fill(octets, at, at + 8, (byte) 0xFF);
        Files.write(jar, octets);
    }

    private void compile(Flavour flavour, Path sourceFolder, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
        Files.createDirectories(sourceFolder);
        if (flavour == Flavour.MODULE_PATH) {
            arguments.addAll(List.of("--module-path", Library.joined(Library.forCompiler())));
            moduleVersion.ifPresent(version -> arguments.addAll(List.of("--module-version", version)));
            String provides =
                    providers.isEmpty() ? "" : "provides " + service + " with " + String.join(", ", providers) + ";";
            arguments.add(write(
                    sourceFolder,
                    "module-info",
                    "module " + packageName() + " { requires org.postrider.spi; " + provides + " }"));
        } else {
            arguments.addAll(List.of("--class-path", Library.joined(Library.forCompiler())));
        }
        for (Map.Entry<String, String> source : sources.entrySet()) {
            arguments.add(write(sourceFolder, source.getKey(), source.getValue()));
        }
        run(arguments);
    }

    private static String write(Path folder, String simpleName, String text) throws IOException {
        return Files.writeString(folder.resolve(simpleName + ".java"), text, StandardCharsets.UTF_8)
                .toString();
    }

    /** Runs the compiler of this virtual machine. */
    static void run(List<String> arguments) {
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        if (javac.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(
                    "javac " + arguments.stream().collect(Collectors.joining(" ")) + " says:\n" + messages);
        }
    }
}
