// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.List;

/**
 * A named, versioned set of services: transports, SASL mechanisms, ESMTP extensions. It is plain data; plugin authors extend
 * {@code org.postrider.spi.AbstractProvider}. Found by {@link java.util.ServiceLoader}: a public class with a public constructor without
 * parameters, which does no I/O and starts no thread.
 */
public interface Provider {

    /** {@return the unique id: lower-case letters, digits and hyphens, the first a letter; {@code postrider} is reserved} */
    String id();

    /** {@return the version, for people} */
    String version();

    /** {@return what it brings, in one line} */
    String info();

    /** {@return its services; the same each time} */
    List<Service<?>> services();

    /** {@return its rank among providers that were merely found: the higher comes first; 0 unless it says otherwise} */
    default int priority() {
        return 0;
    }
}
