// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import com.google.auto.service.AutoService;
import org.postrider.Provider;
import org.postrider.spi.AbstractProvider;

/** Brings the scheme {@code lmtp}. */
@AutoService(Provider.class)
// The annotation is read by the compiler alone; users of this module need not see it.
@SuppressWarnings("exports")
public final class LmtpProvider extends AbstractProvider {

    /** Its provider id. */
    public static final String ID = "lmtp";

    /** Registers the transport. */
    public LmtpProvider() {
        super(ID, versionOf(LmtpProvider.class), "LMTP over TCP and Unix sockets");
        transport("lmtp", LmtpTransportFactory::new);
    }
}
