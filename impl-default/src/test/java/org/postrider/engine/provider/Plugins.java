// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

/** Sources of plugins, good and broken. */
final class Plugins {

    private static final String TRANSPORT = """
            public final class TestTransport implements TransportFactory {
                public Dialect dialect() { return Dialect.smtp(); }
                public OptionalInt defaultPort() { return OptionalInt.of(25); }
                public Transport open(TransportContext context) throws java.io.IOException {
                    return new SocketTransport(context);
                }
            }
            """;

    private static final String SOCKET = """
            final class SocketTransport implements Transport {
                private final java.net.Socket socket = new java.net.Socket();
                SocketTransport(TransportContext context) throws java.io.IOException {
                    socket.connect(new java.net.InetSocketAddress(context.addresses().get(0), context.port()), 10_000);
                    socket.setSoTimeout(10_000);
                }
                public int read(java.nio.ByteBuffer target, Deadline deadline) throws java.io.IOException {
                    byte[] octets = new byte[target.remaining()];
                    int count = socket.getInputStream().read(octets);
                    if (count > 0) {
                        target.put(octets, 0, count);
                    }
                    return count;
                }
                public void write(java.nio.ByteBuffer source, Deadline deadline) throws java.io.IOException {
                    byte[] octets = new byte[source.remaining()];
                    source.get(octets);
                    socket.getOutputStream().write(octets);
                }
                public Readiness poll() {
                    try {
                        return socket.getInputStream().available() > 0 ? Readiness.OCTETS : Readiness.NOTHING;
                    } catch (java.io.IOException e) {
                        return Readiness.END;
                    }
                }
                public String peer() { return "pigeon"; }
                public Optional<java.net.SocketAddress> localAddress() {
                    return Optional.of(socket.getLocalSocketAddress());
                }
                public Protection protection() { return Protection.LOCAL; }
                public void abort() { close(); }
                public void close() {
                    try {
                        socket.close();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
            """;

    private static final String MECHANISM = """
            public final class TestMechanism implements AuthMechanismFactory {
                public Set<Class<? extends Credentials>> credentialTypes() { return Set.of(); }
                public boolean revealsSecret() { return true; }
                public boolean provesServer() { return false; }
                public boolean needsChannelBinding() { return false; }
                public int strength() { return 1; }
                public Optional<AuthMechanism> create(AuthContext context) { return Optional.empty(); }
            }
            """;

    private Plugins() {}

    /** Id {@code good}: transport Pigeon alias dove, mechanism X-TOKEN alias TOKEN, extension XGOOD alias XFINE. */
    static PluginJar good() {
        return withServices("good", """
                service(Service.of(TransportFactory.class, "Pigeon", TestTransport::new).withAliases("dove"));
                service(Service.of(AuthMechanismFactory.class, "X-TOKEN", TestMechanism::new).withAliases("TOKEN"));
                service(Service.of(Extension.class, "XGOOD", TestExtension::new).withAliases("XFINE"));
                """, "");
    }

    /** A provider whose id, package and jar have one name. */
    static PluginJar withServices(String id, String registrations, String members) {
        return PluginJar.named(id)
                .provider("Main", provider("Main", id, registrations, members))
                .type("TestTransport", TRANSPORT)
                .type("SocketTransport", SOCKET)
                .type("TestMechanism", MECHANISM)
                .type("TestExtension", "public final class TestExtension implements Extension {}");
    }

    /** A provider with a rank among those found. */
    static PluginJar ranked(String id, int priority, String registrations) {
        return withServices(id, registrations, "@Override public int priority() { return " + priority + "; }");
    }

    /** A jar {@code broken} with a single provider class that has no service. */
    static PluginJar broken(String id, String statements, String members) {
        return PluginJar.named("broken").provider("Main", provider("Main", id, statements, members));
    }

    static String provider(String className, String id, String statements, String members) {
        return """
                public final class %s extends AbstractProvider {
                    %s
                    public %s() {
                        super("%s", "1.0", "test");
                        %s
                    }
                }
                """.formatted(className, members, className, id, statements);
    }
}
