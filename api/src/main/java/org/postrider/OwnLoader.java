// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ServiceLoader;

/** Where services are looked for unless the caller says otherwise: where the API itself comes from, never the context class loader. */
final class OwnLoader {

    private OwnLoader() {}

    static <T> ServiceLoader<T> of(Class<T> type) {
        ModuleLayer layer = OwnLoader.class.getModule().getLayer();
        return layer == null || layer == ModuleLayer.boot()
                ? ServiceLoader.load(type, OwnLoader.class.getClassLoader())
                : ServiceLoader.load(layer, type);
    }
}
