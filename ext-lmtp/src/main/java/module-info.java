// SPDX-License-Identifier: Apache-2.0
import org.postrider.Provider;
import org.postrider.lmtp.LmtpProvider;

/** LMTP over TCP and Unix sockets. */
module org.postrider.lmtp {
    requires transitive org.postrider;
    requires transitive org.postrider.spi;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports org.postrider.lmtp;

    provides Provider with
            LmtpProvider;
}
