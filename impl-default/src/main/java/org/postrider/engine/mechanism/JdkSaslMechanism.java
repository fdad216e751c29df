// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.Credentials;
import org.postrider.ExternalCredentials;
import org.postrider.PasswordCredentials;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;
import org.postrider.spi.AuthMechanismFactory;

/** A mechanism of the Java platform. No security layer is negotiated: TLS is that layer. */
final class JdkSaslMechanism implements AuthMechanism {

    private static final String PROTOCOL = "smtp";
    private static final String AUTHENTICATION_ONLY = "auth";
    /** Of the others it is not known what they reveal. */
    private static final Set<String> REVEAL_NOTHING = Set.of("GSSAPI", "DIGEST-MD5", "CRAM-MD5", "NTLM", "EXTERNAL");

    private final SaslClient client;

    private JdkSaslMechanism(SaslClient client) {
        this.client = client;
    }

    /** Makes mechanisms of one name. */
    record Factory(String name) implements AuthMechanismFactory {

        @Override
        public Set<Class<? extends Credentials>> credentialTypes() {
            return Set.of(PasswordCredentials.class, ExternalCredentials.class);
        }

        @Override
        public boolean revealsSecret() {
            return !REVEAL_NOTHING.contains(name);
        }

        @Override
        public boolean provesServer() {
            return name.equals("GSSAPI");
        }

        @Override
        public boolean needsChannelBinding() {
            return false;
        }

        @Override
        public boolean onlyIfNamed() {
            return true;
        }

        @Override
        public int strength() {
            return 0;
        }

        @Override
        public Optional<AuthMechanism> create(AuthContext context) {
            try {
                @Nullable
                SaslClient client = Sasl.createSaslClient(
                        new String[] {name},
                        authorizationId(context.credentials()),
                        PROTOCOL,
                        context.host(),
                        Map.of(Sasl.QOP, AUTHENTICATION_ONLY),
                        answering(context.credentials()));
                return client == null ? Optional.empty() : Optional.of(new JdkSaslMechanism(client));
            } catch (SaslException e) {
                return Optional.empty();
            }
        }
    }

    private static @Nullable String authorizationId(Credentials credentials) {
        String id = credentials instanceof PasswordCredentials password
                ? password.authorizationId()
                : ((ExternalCredentials) credentials).authorizationId();
        return id.isEmpty() ? null : id;
    }

    private static CallbackHandler answering(Credentials credentials) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                answer(callback, credentials);
            }
        };
    }

    private static void answer(Callback callback, Credentials credentials) throws UnsupportedCallbackException {
        if (callback instanceof RealmCallback realm) {
            String suggested = realm.getDefaultText();
            realm.setText(suggested == null ? "" : suggested);
        } else if (callback instanceof RealmChoiceCallback choice) {
            choice.setSelectedIndex(choice.getDefaultChoice());
        } else if (callback instanceof AuthorizeCallback authorize) {
            authorize.setAuthorized(true);
        } else if (callback instanceof NameCallback name && credentials instanceof PasswordCredentials password) {
            name.setName(password.user());
        } else if (callback instanceof PasswordCallback secret && credentials instanceof PasswordCredentials password) {
            char[] characters = password.copyPassword();
            secret.setPassword(characters);
            Arrays.fill(characters, '\0');
        } else {
            throw new UnsupportedCallbackException(callback);
        }
    }

    @Override
    public Optional<byte[]> initialResponse() throws AuthFailure {
        return client.hasInitialResponse() ? Optional.of(evaluated(new byte[0])) : Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        byte[] response = evaluated(challenge);
        if (client.isComplete()) {
            Object quality = client.getNegotiatedProperty(Sasl.QOP);
            if (quality != null && !quality.equals(AUTHENTICATION_ONLY)) {
                throw new AuthFailure("the mechanism insists on a security layer of its own, which is not supported");
            }
        }
        return response;
    }

    private byte[] evaluated(byte[] challenge) throws AuthFailure {
        try {
            byte[] response = client.evaluateChallenge(challenge);
            return response == null ? new byte[0] : response;
        } catch (SaslException e) {
            throw new AuthFailure(Escape.text(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public boolean isComplete() {
        return client.isComplete();
    }

    @Override
    public void dispose() {
        try {
            client.dispose();
        } catch (SaslException e) {
            System.getLogger(JdkSaslMechanism.class.getName())
                    .log(System.Logger.Level.DEBUG, "disposing of a mechanism failed", e);
        }
    }
}
