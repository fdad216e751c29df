// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The version that the module or the jar of a class says it has. */
final class PackagedVersion {

    private static final String UNPACKAGED = "unpackaged";
    private static final String BUNDLE_VERSION = "Bundle-Version";

    private PackagedVersion() {}

    static String of(Class<?> type) {
        Module module = type.getModule();
        if (module.isNamed()) {
            Optional<String> version = module.getDescriptor().rawVersion();
            if (version.isPresent()) {
                return version.get();
            }
        }
        // A package in a named module does not know the manifest, and one in a merged jar knows one attribute of it.
        String version = type.getPackage().getImplementationVersion();
        return version == null ? inManifest(type) : version;
    }

    private static String inManifest(Class<?> type) {
        try (InputStream in = manifest(type)) {
            if (in == null) {
                return UNPACKAGED;
            }
            Attributes attributes = new Manifest(in).getMainAttributes();
            String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            String bundle = attributes.getValue(BUNDLE_VERSION);
            return version != null ? version : bundle != null ? bundle : UNPACKAGED;
        } catch (IOException | RuntimeException e) {
            // A version for people is worth no failure.
            return UNPACKAGED;
        }
    }

    private static @Nullable InputStream manifest(Class<?> type) throws IOException {
        if (type.getModule().isNamed()) {
            return type.getModule().getResourceAsStream(JarFile.MANIFEST_NAME);
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        boolean jar = place != null && !place.getPath().endsWith("/");
        if (!jar) {
            return null;
        }
        URLConnection connection = URI.create("jar:" + place + "!/" + JarFile.MANIFEST_NAME)
                .toURL()
                .openConnection();
        // A cached connection would keep the jar open.
        connection.setUseCaches(false);
        return connection.getInputStream();
    }
}
