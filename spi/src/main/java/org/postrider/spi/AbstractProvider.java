// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.postrider.Provider;
import org.postrider.Service;
import org.postrider.internal.Escape;

/**
 * What a plugin's provider extends. The subclass is public, has a public constructor without parameters, and registers its services there;
 * it is named in {@code META-INF/services/org.postrider.Provider} and, in a module, by {@code provides}.
 *
 * <pre>{@code
 * @AutoService(Provider.class)
 * public final class AcmeProvider extends AbstractProvider {
 *     public AcmeProvider() {
 *         super("acme", "1.4", "ACME token authentication and the XACME extension");
 *         authMechanism("X-ACME-TOKEN", AcmeTokenMechanism::new);
 *         extension("XACME", AcmeExtension::new);
 *     }
 * }
 * }</pre>
 *
 * <p>The constructor does no I/O and starts no thread. A constructor reference loads nothing of the service before it is used.
 */
public abstract class AbstractProvider implements Provider {

    private final String id;
    private final String version;
    private final String info;
    private final List<Service<?>> services = new ArrayList<>();

    /**
     * Names the provider.
     *
     * @param id unique: lower-case letters, digits and hyphens, the first a letter; not {@code postrider}
     * @param version its version, for people
     * @param info what it brings, in one line
     */
    protected AbstractProvider(String id, String version, String info) {
        this.id = id;
        this.version = version;
        this.info = info;
    }

    /**
     * The version of what a class comes in.
     *
     * @param type a class of the provider's own
     * @return the version of its module, or else the Implementation-Version or Bundle-Version in the manifest of its jar; {@code unpackaged}
     *     where there is none
     */
    protected static String versionOf(Class<?> type) {
        return PackagedVersion.of(type);
    }

    /**
     * Registers a transport.
     *
     * @param scheme the URI scheme
     * @param factory makes the factory
     * @throws IllegalArgumentException if the scheme is malformed or registered already
     */
    protected final void transport(String scheme, Supplier<? extends TransportFactory> factory) {
        service(Service.of(TransportFactory.class, scheme, factory));
    }

    /**
     * Registers a SASL mechanism.
     *
     * @param mechanism its SASL name
     * @param factory makes the factory
     * @throws IllegalArgumentException if the name is malformed or registered already
     */
    protected final void authMechanism(String mechanism, Supplier<? extends AuthMechanismFactory> factory) {
        service(Service.of(AuthMechanismFactory.class, mechanism, factory));
    }

    /**
     * Registers an ESMTP extension.
     *
     * @param keyword its EHLO keyword
     * @param extension makes the extension; a new one is made for each EHLO reply
     * @throws IllegalArgumentException if the keyword is malformed or registered already
     */
    protected final void extension(String keyword, Supplier<? extends Extension> extension) {
        service(Service.of(Extension.class, keyword, extension));
    }

    /**
     * Registers a service with aliases or attributes.
     *
     * @param service the service
     * @throws IllegalArgumentException if its name is registered already for that type
     */
    protected final void service(Service<?> service) {
        for (Service<?> other : services) {
            if (other.type() == service.type() && other.name().equalsIgnoreCase(service.name())) {
                throw new IllegalArgumentException("provider " + Escape.text(id) + " registers the "
                        + service.type().getSimpleName() + " " + Escape.text(service.name()) + " twice");
            }
        }
        services.add(service);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String version() {
        return version;
    }

    @Override
    public final String info() {
        return info;
    }

    @Override
    public final List<Service<?>> services() {
        return List.copyOf(services);
    }

    /** {@return id and version} */
    @Override
    public final String toString() {
        return id + " " + version;
    }
}
