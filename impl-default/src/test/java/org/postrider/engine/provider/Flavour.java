// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.provider;

/** How a child virtual machine, and a plugin's jar for it, is put together. */
enum Flavour {
    CLASS_PATH("on the class path"),
    MODULE_PATH("on the module path");

    private final String text;

    Flavour(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
