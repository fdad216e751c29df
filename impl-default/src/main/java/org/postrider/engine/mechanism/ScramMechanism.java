// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramServerErrorException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.PasswordCredentials;
import org.postrider.engine.tls.ChannelBinding;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/**
 * SCRAM (RFC 5802, RFC 7677) over a library's messages and cryptography; what it does not bound is bounded here. The server's signature must have
 * been seen before success counts.
 */
final class ScramMechanism implements AuthMechanism {

    static final String PLUS = "-PLUS";

    /** RFC 7677 section 4; the ceiling is what a client can be made to compute. */
    private static final int FEWEST_ITERATIONS = 4096;

    private static final int MOST_ITERATIONS = 1_000_000;

    private enum Step {
        FIRST,
        FINAL,
        PROOF,
        DONE
    }

    private final ScramClient client;
    private final byte[] first;
    private Step next = Step.FIRST;

    private ScramMechanism(AuthContext context, Map.@Nullable Entry<String, byte[]> binding) {
        PasswordCredentials credentials = (PasswordCredentials) context.credentials();
        char[] password = credentials.copyPassword();
        try {
            var builder = ScramClient.builder()
                    .advertisedMechanisms(List.of(context.mechanism()))
                    .username(credentials.user())
                    .password(password)
                    .stringPreparation(StringPreparation.SASL_PREPARATION);
            if (!credentials.authorizationId().isEmpty()) {
                builder = builder.authzid(credentials.authorizationId());
            }
            if (binding != null) {
                builder = builder.channelBinding(binding.getKey(), binding.getValue());
            }
            client = builder.build();
            // The library prepares when it needs the result; what cannot be prepared must be known before AUTH.
            first = utf8(client.clientFirstMessage().toString());
            Arrays.fill(StringPreparation.SASL_PREPARATION.normalize(password.clone()), '\0');
        } catch (IllegalArgumentException e) {
            // The cause could show the password.
            throw new IllegalArgumentException(
                    "user or password of " + credentials + " cannot be prepared by SASLprep (RFC 4013)");
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Bound to the connection, or empty if it cannot be. */
    static Optional<AuthMechanism> bound(AuthContext context) {
        return binding(context).map(binding -> new ScramMechanism(context, binding));
    }

    /** Not bound; if only the server cannot do it, it is told so, and sees if somebody took its offer out (RFC 5802 section 6). */
    static Optional<AuthMechanism> unbound(AuthContext context) {
        boolean offered = context.offered().stream().anyMatch(name -> name.endsWith(PLUS));
        return Optional.of(
                new ScramMechanism(context, offered ? null : binding(context).orElse(null)));
    }

    /** Type and data, the stronger type if there are two. */
    private static Optional<Map.Entry<String, byte[]>> binding(AuthContext context) {
        return List.of(ChannelBinding.EXPORTER, ChannelBinding.SERVER_END_POINT).stream()
                .flatMap(type -> context.channelBinding(type).map(data -> Map.entry(type, data)).stream())
                .findFirst();
    }

    @Override
    public Optional<byte[]> initialResponse() {
        next = Step.FINAL;
        return Optional.of(first);
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        String text = text(challenge);
        switch (next) {
            case FINAL -> {
                next = Step.PROOF;
                return prove(text);
            }
            case PROOF -> {
                check(text);
                next = Step.DONE;
                return new byte[0];
            }
            default -> throw new AuthFailure("the server goes on after its proof");
        }
    }

    private byte[] prove(String serverFirst) throws AuthFailure {
        try {
            ServerFirstMessage message = client.serverFirstMessage(serverFirst);
            int iterations = message.getIterationCount();
            if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
                throw AuthFailure.ofServer("it wants " + iterations + " iterations, which is not between "
                        + FEWEST_ITERATIONS + " and " + MOST_ITERATIONS);
            }
            if (!isPrintable(message.getNonce())) {
                throw notScram(serverFirst);
            }
            return utf8(client.clientFinalMessage().toString());
        } catch (ScramException | RuntimeException e) {
            throw notScram(serverFirst);
        }
    }

    private static AuthFailure notScram(String serverFirst) {
        return AuthFailure.ofServer("its first message is not one of SCRAM: " + Escape.quoted(serverFirst));
    }

    private static boolean isPrintable(String nonce) {
        return nonce.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private void check(String serverFinal) throws AuthFailure {
        try {
            client.serverFinalMessage(serverFinal);
        } catch (ScramServerErrorException e) {
            throw new AuthFailure("the server says " + Escape.quoted(String.valueOf(e.getServerError())));
        } catch (ScramException | RuntimeException e) {
            throw AuthFailure.ofServer("its signature is wrong: it does not know the password");
        }
    }

    private static byte[] utf8(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] challenge) throws AuthFailure {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(challenge))
                    .toString();
        } catch (CharacterCodingException e) {
            throw AuthFailure.ofServer("its message is not UTF-8");
        }
    }

    @Override
    public boolean isComplete() {
        return next == Step.DONE;
    }

    @Override
    public void dispose() {
        // Nothing is kept here.
    }
}
