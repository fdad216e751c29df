// SPDX-License-Identifier: Apache-2.0

/** A sample of an extension by somebody else: Postfix's XCLIENT. It sees api and spi alone. */
module org.postrider.samples.xclient {
    requires transitive org.postrider;
    requires transitive org.postrider.spi;
    requires static org.jspecify;

    exports org.postrider.samples.xclient;
}
