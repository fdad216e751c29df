// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

/**
 * The implementation behind the API, found once through {@link java.util.ServiceLoader}. It names no
 * type of the API, so that this package depends on nothing.
 */
public interface Engine {

    /**
     * Makes a new object of an API type.
     *
     * @param type {@code Session.Builder} or {@code Provider}
     * @param name which one, of a type that has several: the provider {@code postrider} or {@code jdk-sasl}
     * @param <T> that type
     * @return the object
     * @throws IllegalArgumentException if the engine does not make that type
     */
    <T> T create(Class<T> type, String name);
}
