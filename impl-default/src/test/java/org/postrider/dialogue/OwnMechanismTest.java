// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.dialogue.Dialogues.QUIT;
import static org.postrider.dialogue.Dialogues.ehlo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.ProviderException;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.spi.AbstractProvider;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;
import org.postrider.testkit.ScriptedServer;

/** A mechanism of a third party: its own credentials, a second try, what the server said inside. */
class OwnMechanismTest {

    private final List<String> disposed = new ArrayList<>();

    /** Credentials that only this mechanism knows. */
    private record Badge(String number, Optional<String> next) implements Credentials {}

    private final class BadgeMechanism implements AuthMechanism {

        private final Badge badge;
        private String said = "";

        BadgeMechanism(Badge badge) {
            this.badge = badge;
        }

        @Override
        public Optional<byte[]> initialResponse() throws AuthFailure {
            if (badge.number().isEmpty()) {
                throw new AuthFailure("the badge has no number");
            }
            return Optional.of(badge.number().getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public byte[] respond(byte[] challenge) {
            said = new String(challenge, StandardCharsets.UTF_8);
            if (said.equals("crash")) {
                throw new IllegalStateException("a bug");
            }
            return new byte[0];
        }

        @Override
        public Map<String, String> failureDetails() {
            return said.isEmpty() ? Map.of() : Map.of("said", said);
        }

        @Override
        public Optional<AuthMechanism> retryAfter(Reply refusal) {
            return badge.next().map(number -> new BadgeMechanism(new Badge(number, Optional.of("unused"))));
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public void dispose() {
            disposed.add(badge.number());
        }
    }

    private final class Provider extends AbstractProvider {
        Provider() {
            super("badges", "1", "");
            authMechanism("X-BADGE", () -> new AuthMechanismFactory() {
                @Override
                public Set<Class<? extends Credentials>> credentialTypes() {
                    return Set.of(Badge.class);
                }

                @Override
                public boolean revealsSecret() {
                    return false;
                }

                @Override
                public boolean provesServer() {
                    return false;
                }

                @Override
                public boolean needsChannelBinding() {
                    return false;
                }

                @Override
                public int strength() {
                    return 1;
                }

                @Override
                public Optional<AuthMechanism> create(AuthContext context) {
                    Badge badge = (Badge) context.credentials();
                    return badge.number().equals("lost") ? Optional.empty() : Optional.of(new BadgeMechanism(badge));
                }
            });
        }
    }

    private Session open(ScriptedServer server, Badge badge) throws SmtpException {
        return Dialogues.to(server)
                .providers(Providers.builtIn().withLast(new Provider()))
                .credentials(badge)
                .open();
    }

    @Test
    @DisplayName(
            "one more try after a refusal, with what the mechanism has better, on a fresh AUTH, and no third (R132, A43)")
    void retry() throws SmtpException {
        String first = ehlo("AUTH X-BADGE PLAIN") + "C: AUTH X-BADGE MQ==\nS: 535 expired\nC: AUTH X-BADGE Mg==\n";
        try (ScriptedServer server = ScriptedServer.play(first + "S: 235 ok\n" + QUIT)) {
            open(server, new Badge("1", Optional.of("2"))).close();
            server.verify();
            assertThat(disposed).containsExactlyInAnyOrder("1", "2");
        }
        try (ScriptedServer server = ScriptedServer.play(first + "S: 535 no again\n" + QUIT)) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, new Badge("1", Optional.of("2"))));
            assertThat(e.reply().orElseThrow().text()).isEqualTo("no again");
            server.verify();
        }
    }

    @Test
    @DisplayName("what the server said inside the exchange is in the exception, escaped (R130, A41)")
    void details() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("AUTH X-BADGE") + "C: AUTH X-BADGE MQ==\nS: 334 YQpi\nC: \nS: 535 no\n" + QUIT)) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, new Badge("1", Optional.empty())));
            assertThat(e.details()).containsExactly(Map.entry("said", "a\\nb"));
            assertThat(e).hasMessageContaining("{said=a\\nb}");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c4n4ry-t0ken", "YzRuNHJ5LXQwa2Vu", "63346e3472792d74306b656e", "is (c4n4ry-T0KEN)"})
    @DisplayName("what the server said inside the exchange does not show what was sent (S6)")
    void detailsWithoutSecret(String said) throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH X-BADGE")
                + "C: AUTH X-BADGE YzRuNHJ5LXQwa2Vu\nS: 334 "
                + Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8))
                + "\nC: \nS: 535 no\n" + QUIT)) {
            AuthenticationException e = catchThrowableOfType(
                    AuthenticationException.class, () -> open(server, new Badge("c4n4ry-t0ken", Optional.empty())));
            assertThat(e.details()).containsExactly(Map.entry("said", "***"));
            assertThat(e).hasMessageContaining("{said=***}").hasMessageNotContaining(said);
            server.verify();
        }
    }

    @Test
    @DisplayName(
            "a mechanism that cannot begin sends nothing, one that is no use here is passed over, one that breaks is cancelled"
                    + " (F32)")
    void refusals() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH X-BADGE") + QUIT)) {
            assertThatThrownBy(() -> open(server, new Badge("", Optional.empty())))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("the badge has no number");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(ehlo("AUTH X-BADGE") + QUIT)) {
            assertThatThrownBy(() -> open(server, new Badge("lost", Optional.empty())))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("X-BADGE: its provider cannot use it here");
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.play(
                ehlo("AUTH X-BADGE") + "C: AUTH X-BADGE MQ==\nS: 334 Y3Jhc2g=\nC: *\nS: 501 cancelled\n" + QUIT)) {
            assertThatThrownBy(() -> open(server, new Badge("1", Optional.empty())))
                    .isInstanceOf(ProviderException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            server.verify();
            assertThat(disposed).containsExactly("", "1");
        }
    }
}
