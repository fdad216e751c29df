// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The words after {@code @tls}.
 *
 * @param protocols versions that are offered, as JSSE names them; empty: those of the context
 * @param needCert whether the client must show a certificate
 * @param refused whether the client must not go through with the handshake
 */
record TlsTerms(List<String> protocols, boolean needCert, boolean refused) {

    /** Understands the words, or throws IllegalArgumentException. */
    static TlsTerms parse(String text) {
        List<String> words = new ArrayList<>();
        List<String> protocols = new ArrayList<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" +")) {
            if (words.contains(word)) {
                throw new IllegalArgumentException(word + " stands here twice");
            }
            words.add(word);
            switch (word) {
                case "1.2", "1.3" -> protocols.add("TLSv" + word);
                case "need-cert", "refused" -> {}
                default -> throw new IllegalArgumentException("not one of 1.2 1.3 need-cert refused");
            }
        }
        return new TlsTerms(List.copyOf(protocols), words.contains("need-cert"), words.contains("refused"));
    }

    /** A server's engine. */
    SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(needCert);
        if (!protocols.isEmpty()) {
            engine.setEnabledProtocols(protocols.toArray(String[]::new));
        }
        return engine;
    }
}
