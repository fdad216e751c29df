// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

import java.util.List;
import org.postrider.engine.extension.BinaryMimeExtension;
import org.postrider.engine.extension.ChunkingExtension;
import org.postrider.engine.extension.DeliverByExtension;
import org.postrider.engine.extension.DsnExtension;
import org.postrider.engine.extension.EightBitMimeExtension;
import org.postrider.engine.extension.EnhancedStatusCodesExtension;
import org.postrider.engine.extension.FutureReleaseExtension;
import org.postrider.engine.extension.LimitsExtension;
import org.postrider.engine.extension.MtPriorityExtension;
import org.postrider.engine.extension.PipeliningExtension;
import org.postrider.engine.extension.RequireTlsExtension;
import org.postrider.engine.extension.SizeExtension;
import org.postrider.engine.extension.SmtpUtf8Extension;
import org.postrider.engine.extension.ValidSinceExtension;
import org.postrider.engine.mechanism.BuiltInMechanisms;
import org.postrider.engine.transport.ImplicitTlsTransportFactory;
import org.postrider.engine.transport.TcpTransportFactory;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.Extension;
import org.postrider.spi.TransportFactory;

/** What comes with the engine; not found by discovery, so that it is there whatever became of the services files. */
public final class BuiltInProvider extends AbstractProvider {

    private static final List<String> TRANSPORTS = List.of("smtp", "smtps");
    private static final List<String> MECHANISMS = List.of(
            "EXTERNAL",
            "SCRAM-SHA-512-PLUS",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-1",
            "PLAIN",
            "LOGIN",
            "CRAM-MD5",
            "ANONYMOUS");
    private static final List<String> EXTENSIONS = List.of(
            "PIPELINING",
            "ENHANCEDSTATUSCODES",
            "SIZE",
            "SMTPUTF8",
            "8BITMIME",
            "CHUNKING",
            "BINARYMIME",
            "LIMITS",
            "DSN",
            "DELIVERBY",
            "MT-PRIORITY",
            "FUTURERELEASE",
            "REQUIRETLS",
            "RRVS");

    /** Registers the services. One supplier makes all of a kind: the JVM links each at every start, used or not. */
    public BuiltInProvider() {
        super(
                "postrider",
                versionOf(BuiltInProvider.class),
                "SMTP over TCP and TLS, SASL mechanisms, and the extensions every session uses");
        for (String scheme : TRANSPORTS) {
            transport(scheme, () -> transportOf(scheme));
        }
        for (String name : MECHANISMS) {
            authMechanism(name, () -> BuiltInMechanisms.factory(name));
        }
        for (String keyword : EXTENSIONS) {
            extension(keyword, () -> extensionOf(keyword));
        }
    }

    private static TransportFactory transportOf(String scheme) {
        return switch (scheme) {
            case "smtp" -> new TcpTransportFactory();
            case "smtps" -> new ImplicitTlsTransportFactory();
            default -> throw new IllegalArgumentException(scheme);
        };
    }

    private static Extension extensionOf(String keyword) {
        return switch (keyword) {
            case "PIPELINING" -> new PipeliningExtension();
            case "ENHANCEDSTATUSCODES" -> new EnhancedStatusCodesExtension();
            case "SIZE" -> new SizeExtension();
            case "SMTPUTF8" -> new SmtpUtf8Extension();
            case "8BITMIME" -> new EightBitMimeExtension();
            case "CHUNKING" -> new ChunkingExtension();
            case "BINARYMIME" -> new BinaryMimeExtension();
            case "LIMITS" -> new LimitsExtension();
            case "DSN" -> new DsnExtension();
            case "DELIVERBY" -> new DeliverByExtension();
            case "MT-PRIORITY" -> new MtPriorityExtension();
            case "FUTURERELEASE" -> new FutureReleaseExtension();
            case "REQUIRETLS" -> new RequireTlsExtension();
            case "RRVS" -> new ValidSinceExtension();
            default -> throw new IllegalArgumentException(keyword);
        };
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }
}
