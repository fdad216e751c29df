// SPDX-License-Identifier: Apache-2.0
import org.postrider.Provider;
import org.postrider.internal.Engine;

/** What users of Postrider code against: sessions, envelopes, messages, replies, providers. */
module org.postrider {
    requires static transitive org.jspecify;

    exports org.postrider;
    exports org.postrider.internal to
            org.postrider.engine,
            org.postrider.spi;

    uses Provider;
    uses Engine;
}
