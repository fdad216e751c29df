// SPDX-License-Identifier: Apache-2.0
import org.postrider.engine.DefaultEngine;
import org.postrider.internal.Engine;

/** The engine behind the API and the built-in provider. Exports nothing. */
module org.postrider.engine {
    requires com.google.common;
    requires com.ongres.scram.client;
    requires com.ongres.scram.common;
    requires java.security.sasl;
    // No class of it is named; with it, channels know TCP_QUICKACK.
    requires jdk.net;
    requires apache.mime4j.core;
    requires apache.mime4j.dom;
    // Mime4j has no descriptor that could require it.
    requires org.apache.commons.io;
    requires org.postrider;
    requires org.postrider.spi;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides Engine with
            DefaultEngine;
}
