// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.Credentials;
import org.postrider.Deadline;
import org.postrider.Transport;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

/** Mechanisms as an engine makes them. */
final class Exchanges {

    private Exchanges() {}

    static AuthMechanismFactory factory(String mechanism) {
        return (AuthMechanismFactory) new XOAuth2Provider()
                .services().stream()
                        .filter(service -> service.name().equals(mechanism))
                        .findFirst()
                        .orElseThrow()
                        .supplier()
                        .get();
    }

    static AuthMechanism of(String mechanism, OAuthCredentials credentials) {
        return of(mechanism, credentials, "server.example.com", 587);
    }

    static AuthMechanism of(String mechanism, OAuthCredentials credentials, String host, int port) {
        return factory(mechanism)
                .create(new Context(mechanism, credentials, host, port))
                .orElseThrow();
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Context(String mechanism, Credentials credentials, String host, int port) implements AuthContext {

        @Override
        public List<String> offered() {
            return List.of(mechanism);
        }

        @Override
        public Transport.Protection protection() {
            return Transport.Protection.VERIFIED;
        }

        @Override
        public Deadline deadline() {
            return Deadline.after(Duration.ofMinutes(1));
        }

        @Override
        public Optional<byte[]> channelBinding(String type) {
            return Optional.empty();
        }
    }
}
