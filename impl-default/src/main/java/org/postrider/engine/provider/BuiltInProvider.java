// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

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

/** What comes with the engine; not found by discovery, so that it is there whatever became of the services files. */
public final class BuiltInProvider extends AbstractProvider {

    /** Registers the services. */
    public BuiltInProvider() {
        super(
                "postrider",
                versionOf(BuiltInProvider.class),
                "SMTP over TCP and TLS, SASL mechanisms, and the extensions every session uses");
        transport("smtp", TcpTransportFactory::new);
        transport("smtps", ImplicitTlsTransportFactory::new);
        BuiltInMechanisms.all().forEach(this::authMechanism);
        extension("PIPELINING", PipeliningExtension::new);
        extension("ENHANCEDSTATUSCODES", EnhancedStatusCodesExtension::new);
        extension("SIZE", SizeExtension::new);
        extension("SMTPUTF8", SmtpUtf8Extension::new);
        extension("8BITMIME", EightBitMimeExtension::new);
        extension("CHUNKING", ChunkingExtension::new);
        extension("BINARYMIME", BinaryMimeExtension::new);
        extension("LIMITS", LimitsExtension::new);
        extension("DSN", DsnExtension::new);
        extension("DELIVERBY", DeliverByExtension::new);
        extension("MT-PRIORITY", MtPriorityExtension::new);
        extension("FUTURERELEASE", FutureReleaseExtension::new);
        extension("REQUIRETLS", RequireTlsExtension::new);
        extension("RRVS", ValidSinceExtension::new);
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }
}
