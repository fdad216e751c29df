// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.net.URI;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Stage;
import org.postrider.Transport;
import org.postrider.engine.guard.Guard;
import org.postrider.internal.Escape;
import org.postrider.spi.Dialect;
import org.postrider.spi.TransportContext;
import org.postrider.spi.TransportFactory;

/**
 * A transport factory whose faults are {@link ProviderException}s, and whose transports are {@linkplain GuardedTransport guarded}. What it says of
 * itself is asked once.
 */
public final class GuardedFactory {

    private final TransportFactory factory;
    private final Guard guard;

    /**
     * Guards a factory.
     *
     * @param factory the factory
     * @param providers where it comes from
     * @param scheme its URI scheme there
     */
    public GuardedFactory(TransportFactory factory, Providers providers, String scheme) {
        this.factory = factory;
        this.guard = Guard.ofService(providers, TransportFactory.class, scheme, Stage.CONNECT);
    }

    /** As {@link TransportFactory#dialect}. */
    public Dialect dialect() throws ProviderException {
        return guard.call("dialect()", factory::dialect);
    }

    /** As {@link TransportFactory#defaultPort}. */
    public OptionalInt defaultPort() throws ProviderException {
        return guard.call("defaultPort()", factory::defaultPort);
    }

    /** As {@link TransportFactory#hasHost}. */
    public boolean hasHost(URI server) throws ProviderException {
        return guard.call("hasHost(..)", () -> factory.hasHost(server));
    }

    /** As {@link TransportFactory#implicitTls}. */
    public boolean implicitTls() throws ProviderException {
        return guard.call("implicitTls()", factory::implicitTls);
    }

    /**
     * As {@link TransportFactory#open}.
     *
     * @return the transport, guarded
     * @throws ProviderException if the factory breaks its contract
     * @throws IllegalArgumentException if the URI does not fit the transport
     */
    public Transport open(TransportContext context) throws IOException {
        @Nullable Transport transport;
        try {
            transport = factory.open(context);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            // Channels throw subclasses, which are not about the URI.
            if (e.getClass() == IllegalArgumentException.class) {
                throw new IllegalArgumentException(Escape.reason(e), e);
            }
            throw guard.threw("open(..)", e);
        }
        if (transport == null) {
            throw guard.breach("open(..)", "returned null", null);
        }
        return new GuardedTransport(transport, guard);
    }
}
