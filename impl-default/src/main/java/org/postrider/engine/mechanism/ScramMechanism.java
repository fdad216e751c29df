// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.mechanism;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.PasswordCredentials;
import org.postrider.engine.tls.ChannelBinding;
import org.postrider.spi.AuthContext;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/**
 * SCRAM (RFC 5802, RFC 7677). A library makes the messages and checks the signature; what the server sends is read strictly here before it gets
 * there, and what the server makes this side compute is bounded here. The server's signature must have been seen before success counts.
 */
final class ScramMechanism implements AuthMechanism {

    static final String PLUS = "-PLUS";

    private static final int NONCE_OCTETS = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The errors of RFC 5802 section 7. Others are not shown: they could be anything. */
    private static final Set<String> ERRORS = Set.of(
            "invalid-encoding",
            "extensions-not-supported",
            "invalid-proof",
            "channel-bindings-dont-match",
            "server-does-support-channel-binding",
            "channel-binding-not-supported",
            "unsupported-channel-binding-type",
            "unknown-user",
            "invalid-username-encoding",
            "no-resources",
            "other-error");

    private enum Step {
        FIRST,
        PROOF,
        SIGNATURE,
        DONE
    }

    private final AuthContext context;
    private final Map.@Nullable Entry<String, byte[]> binding;
    private final PasswordCredentials credentials;
    private final String nonce;
    private final byte[] password;
    private final byte[] first;
    private ScramClient client;
    private boolean repeated;
    private Step next = Step.FIRST;

    private ScramMechanism(AuthContext context, Map.@Nullable Entry<String, byte[]> binding) {
        this.context = context;
        this.binding = binding;
        this.credentials = (PasswordCredentials) context.credentials();
        byte[] random = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(random);
        this.nonce = Base64.getEncoder().withoutPadding().encodeToString(random);
        try {
            // The messages before the proof need no password, and the library need not see it at all.
            this.client = client(new byte[] {0});
            this.first = client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
            this.password = prepared(credentials);
        } catch (IllegalArgumentException e) {
            // The cause could show the password.
            throw new IllegalArgumentException(
                    "user or password of " + credentials + " cannot be prepared by SASLprep (RFC 4013)");
        }
    }

    private ScramClient client(byte[] saltedPassword) {
        var builder = ScramClient.builder()
                .advertisedMechanisms(List.of(context.mechanism()))
                .username(credentials.user())
                .saltedPassword(saltedPassword)
                .stringPreparation(StringPreparation.SASL_PREPARATION)
                .nonceSupplier(() -> nonce);
        if (!credentials.authorizationId().isEmpty()) {
            builder = builder.authzid(credentials.authorizationId());
        }
        if (binding != null) {
            builder = builder.channelBinding(binding.getKey(), binding.getValue());
        }
        return builder.build();
    }

    private static byte[] prepared(PasswordCredentials credentials) {
        char[] given = credentials.copyPassword();
        char[] normal = {};
        try {
            normal = StringPreparation.SASL_PREPARATION.normalize(given);
            return Passwords.utf8(CharBuffer.wrap(normal), "the password");
        } finally {
            Arrays.fill(given, '\0');
            Arrays.fill(normal, '\0');
        }
    }

    /** Bound to the connection, or empty if it cannot be. */
    static Optional<AuthMechanism> bound(AuthContext context) {
        return binding(context).map(binding -> new ScramMechanism(context, binding));
    }

    /**
     * Not bound. If only the server cannot bind, the client says that it could, so that the server notices if an attacker removed its offer (RFC 5802
     * section 6).
     */
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
        next = Step.PROOF;
        return Optional.of(first);
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        if (challenge.length == 0 && next == Step.PROOF && !repeated) {
            // Some servers do not look at an initial response, and ask for it.
            repeated = true;
            return first;
        }
        String text = text(challenge);
        switch (next) {
            case PROOF -> {
                next = Step.SIGNATURE;
                return prove(text);
            }
            case SIGNATURE -> {
                check(text);
                next = Step.DONE;
                return new byte[0];
            }
            default -> throw new AuthFailure("the server goes on after its proof");
        }
    }

    private byte[] prove(String serverFirst) throws AuthFailure {
        ScramServerFirst message = ScramServerFirst.parse(serverFirst, nonce);
        byte[] salted = SaltedPassword.of(hmac(), password, message, context.deadline());
        try {
            client = client(salted);
            client.clientFirstMessage();
            client.serverFirstMessage(serverFirst);
            return client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8);
        } catch (ScramException | RuntimeException | AssertionError e) {
            throw ScramServerFirst.notScram();
        } finally {
            Arrays.fill(salted, (byte) 0);
        }
    }

    /** The platform's name of the mechanism's HMAC, such as HmacSHA256. */
    private String hmac() {
        String name = context.mechanism().replace(PLUS, "");
        return "HmacSHA" + name.substring("SCRAM-SHA-".length());
    }

    private void check(String serverFinal) throws AuthFailure {
        String decisive = ScramServerFirst.attributes(serverFinal).get(0);
        String value = decisive.substring(2);
        if (decisive.startsWith("e=")) {
            throw new AuthFailure(
                    "the server says " + (ERRORS.contains(value) ? value : "an error that RFC 5802 does not know"));
        }
        if (!decisive.startsWith("v=") || ScramServerFirst.base64(value).isEmpty()) {
            throw ScramServerFirst.notScram();
        }
        try {
            client.serverFinalMessage(serverFinal);
        } catch (ScramException | RuntimeException | AssertionError e) {
            throw AuthFailure.ofServer("its signature is wrong: it does not know the password");
        }
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
        Arrays.fill(password, (byte) 0);
    }
}
