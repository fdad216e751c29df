// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which jar, folder or module a provider class comes from. {@link java.util.ServiceLoader} does not say so of a class that it failed to
 * load, therefore the declarations are read a second time here, and only for the sake of the message.
 */
final class ProviderSource {

    static final String UNKNOWN = "unknown location";
    private static final String SERVICES = "META-INF/services/" + Provider.class.getName();

    private ProviderSource() {}

    /** The place a loaded class came from. */
    static String of(Class<?> type) {
        ProtectionDomain domain = type.getProtectionDomain();
        CodeSource source = domain == null ? null : domain.getCodeSource();
        if (source != null && source.getLocation() != null) {
            return source.getLocation().toString();
        }
        return type.getModule().isNamed() ? "module " + type.getModule().getName() : UNKNOWN;
    }

    /** All declared provider classes with the place of their declaration: those of modules, then those of services files, in order. */
    static Map<String, String> declared(@Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        Map<String, String> declared = new LinkedHashMap<>();
        for (ModuleLayer at = layer;
                at != null;
                at = at.parents().isEmpty() ? null : at.parents().get(0)) {
            addModules(declared, at);
        }
        if (loader != null) {
            addServicesFiles(declared, loader);
        }
        return declared;
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

    private static void addServicesFiles(Map<String, String> declared, ClassLoader loader) {
        try {
            for (URL file : Collections.list(loader.getResources(SERVICES))) {
                addServicesFile(declared, file);
            }
        } catch (IOException e) {
            // The loader that found nothing readable has reported that itself; here only a place would have been
            // learnt.
            return;
        }
    }

    private static void addServicesFile(Map<String, String> declared, URL file) throws IOException {
        String text = file.toString();
        String place = text.startsWith("jar:") && text.contains("!/")
                ? text.substring("jar:".length(), text.indexOf("!/"))
                : text.substring(0, text.length() - SERVICES.length());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> (line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#'))).strip())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> declared.putIfAbsent(name, place));
        }
    }
}
