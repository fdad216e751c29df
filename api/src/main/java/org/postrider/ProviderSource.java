// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.internal.Origin;

/**
 * Which jar, folder or module a provider class comes from. {@link java.util.ServiceLoader} does not say so of a class that it failed to
 * load, therefore the declarations are read a second time here, and only for the sake of the message.
 */
final class ProviderSource {

    static final String UNKNOWN = Origin.UNKNOWN;
    private static final String SERVICES = "META-INF/services/" + Provider.class.getName();

    private ProviderSource() {}

    /** The place a loaded class came from. */
    static String of(Class<?> type) {
        return Origin.of(type);
    }

    /**
     * What is declared.
     *
     * @param classes all provider classes with the place of their declaration: those of modules, then those of services files, in order
     * @param unreadable the places of services files that cannot be read, in order
     */
    record Declarations(Map<String, String> classes, List<String> unreadable) {}

    /** Reads all declarations. */
    static Declarations declared(@Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        Map<String, String> declared = new LinkedHashMap<>();
        List<String> unreadable = new ArrayList<>();
        for (ModuleLayer at = layer;
                at != null;
                at = at.parents().isEmpty() ? null : at.parents().get(0)) {
            addModules(declared, at);
        }
        if (loader != null) {
            addServicesFiles(declared, unreadable, loader);
        }
        return new Declarations(declared, unreadable);
    }

    private static void addModules(Map<String, String> declared, ModuleLayer layer) {
        layer.configuration().modules().forEach(module -> {
            Optional<URI> location = module.reference().location();
            for (ModuleDescriptor.Provides provides :
                    module.reference().descriptor().provides()) {
                if (provides.service().equals(Provider.class.getName())) {
                    String place = location.map(URI::toString).orElse("module " + module.name());
                    provides.providers().forEach(name -> declared.putIfAbsent(name, place));
                }
            }
        });
    }

    private static void addServicesFiles(Map<String, String> declared, List<String> unreadable, ClassLoader loader) {
        List<URL> files;
        try {
            files = Collections.list(loader.getResources(SERVICES));
        } catch (IOException e) {
            files = List.of();
        }
        for (URL file : files) {
            String place = placeOf(file);
            try {
                addServicesFile(declared, file, place);
            } catch (IOException | UncheckedIOException e) {
                // The service loader reports that there is such a file, but not where.
                unreadable.add(place);
            }
        }
    }

    private static String placeOf(URL file) {
        String text = file.toString();
        return text.startsWith("jar:") && text.contains("!/")
                ? text.substring("jar:".length(), text.indexOf("!/"))
                : text.substring(0, text.length() - SERVICES.length());
    }

    private static void addServicesFile(Map<String, String> declared, URL file, String place) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> (line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#'))).strip())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> declared.putIfAbsent(name, place));
        }
    }
}
