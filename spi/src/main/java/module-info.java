// SPDX-License-Identifier: Apache-2.0
/** What authors of transports, SASL mechanisms and ESMTP extensions code against. */
module org.postrider.spi {
    requires transitive org.postrider;
    requires static transitive org.jspecify;

    exports org.postrider.spi;
}
