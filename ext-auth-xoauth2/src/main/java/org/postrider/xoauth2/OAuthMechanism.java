// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.Reply;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/** One exchange: the token at once, and if the server does not like it, its error document and an acknowledgement. */
final class OAuthMechanism implements AuthMechanism {

    private static final int REFUSED = 535;
    private static final int TOO_WEAK = 534;
    private static final Set<String> ABOUT_THE_TOKEN = Set.of("400", "401", "invalid_token");

    private final Form form;
    private final String head;
    private final TokenSupplier supplier;
    private final boolean mayRefresh;
    private @Nullable AccessToken token;
    private byte[] response = {};
    private boolean begun;
    private boolean repeated;
    private @Nullable Map<String, String> error;

    private OAuthMechanism(
            Form form, String head, TokenSupplier supplier, boolean mayRefresh, @Nullable AccessToken token) {
        this.form = form;
        this.head = head;
        this.supplier = supplier;
        this.mayRefresh = mayRefresh;
        this.token = token;
    }

    /** The exchange that an authentication begins with. */
    static OAuthMechanism first(Form form, String user, String host, int port, TokenSupplier supplier) {
        return new OAuthMechanism(form, form.head(user, host, port), supplier, true, null);
    }

    @Override
    public Optional<byte[]> initialResponse() throws AuthFailure {
        AccessToken current = token;
        if (current == null) {
            current = supplied();
            token = current;
        }
        response = octets(head, current);
        begun = true;
        return Optional.of(response);
    }

    private AccessToken supplied() throws AuthFailure {
        try {
            return supplier.token();
        } catch (IOException e) {
            // Without the cause: of its chain nobody knows whether a secret is in it.
            throw new AuthFailure("the token supplier gives no token: " + described(e));
        }
    }

    @Override
    public byte[] respond(byte[] challenge) throws AuthFailure {
        if (challenge.length == 0 && error == null && !repeated) {
            // Some servers do not look at an initial response, and ask for it: an error document is not empty.
            repeated = true;
            return response;
        }
        if (error != null) {
            throw new AuthFailure("the server challenges once more after its error was acknowledged");
        }
        error = ErrorDocument.of(challenge, token);
        return form.acknowledgement();
    }

    /** Some servers send their error document, or what asks for the token, as it is and not in base64. */
    @Override
    public byte[] respondToText(String challenge) throws AuthFailure {
        boolean isDocument = challenge.strip().startsWith("{");
        return respond(isDocument || repeated ? challenge.getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }

    @Override
    public boolean isComplete() {
        return begun && error == null;
    }

    @Override
    public Map<String, String> failureDetails() {
        return error == null ? Map.of() : error;
    }

    @Override
    public Optional<AuthMechanism> retryAfter(Reply refusal) {
        if (!mayRefresh || !isAboutTheToken(refusal)) {
            return Optional.empty();
        }
        try {
            return supplier.refreshed().map(fresh -> new OAuthMechanism(form, head, supplier, false, fresh));
        } catch (IOException e) {
            // The server's refusal is what the caller learns; it came first.
            System.getLogger(OAuthMechanism.class.getName())
                    .log(System.Logger.Level.WARNING, () -> "the refused token was not replaced: " + described(e));
            return Optional.empty();
        }
    }

    private boolean isAboutTheToken(Reply refusal) {
        return refusal.isPermanentNegative()
                && refusal.code() != TOO_WEAK
                && (refusal.code() == REFUSED
                        || ABOUT_THE_TOKEN.contains(failureDetails().getOrDefault("status", "")));
    }

    @Override
    public void dispose() {
        Arrays.fill(response, (byte) 0);
        if (token != null) {
            token.destroy();
        }
    }

    private static byte[] octets(String head, AccessToken token) {
        byte[] before = (head + "auth=Bearer ").getBytes(StandardCharsets.UTF_8);
        char[] value = token.copyValue();
        byte[] all = Arrays.copyOf(before, before.length + value.length + 2);
        for (int i = 0; i < value.length; i++) {
            all[before.length + i] = (byte) value[i];
        }
        Arrays.fill(value, '\0');
        Arrays.fill(all, all.length - 2, all.length, (byte) Form.SEPARATOR);
        return all;
    }

    /** Without the token that is known, in case a message repeats it. */
    private String described(IOException e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        AccessToken current = token;
        char[] secret = current == null || current.isDestroyed() ? new char[0] : current.copyValue();
        try {
            return e.getClass().getSimpleName() + ": " + Text.bounded(Text.hiding(secret, message));
        } finally {
            Arrays.fill(secret, '\0');
        }
    }
}
