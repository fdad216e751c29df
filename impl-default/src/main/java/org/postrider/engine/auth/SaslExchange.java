// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthenticationException;
import org.postrider.Deadline;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.Secrets;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthFailure;
import org.postrider.spi.AuthMechanism;

/**
 * One AUTH exchange (RFC 4954 section 4): challenges and responses until the server decides, within one deadline and within limits. Success counts
 * only if the mechanism agrees.
 */
final class SaslExchange {

    private static final int MAX_CHALLENGES = 16;
    private static final int MAX_OCTETS = 128 * 1024;
    private static final int SUCCEEDED = 235;

    private final Conversation conversation;
    private final String name;
    private final AuthMechanism mechanism;
    private final boolean withInitialResponse;
    private final Deadline deadline;
    private final Secrets secrets = new Secrets();

    SaslExchange(
            Conversation conversation,
            String name,
            AuthMechanism mechanism,
            boolean withInitialResponse,
            Timeouts timeouts) {
        this.conversation = conversation;
        this.name = name;
        this.mechanism = mechanism;
        this.withInitialResponse = withInitialResponse;
        this.deadline = Deadline.after(timeouts.of(Timeouts.Phase.AUTH));
    }

    Reply run() throws SmtpException {
        try {
            return converse();
        } finally {
            secrets.forget();
        }
    }

    private Reply converse() throws SmtpException {
        Optional<byte[]> pending;
        try {
            pending = mechanism.initialResponse();
        } catch (AuthFailure e) {
            throw failure("it cannot begin: " + e.getMessage(), null, e);
        }
        pending.ifPresent(secrets::add);
        Command open = Command.auth(name, withInitialResponse ? pending : Optional.empty(), secrets);
        if (open.carriesResponse()) {
            pending = Optional.empty();
        }
        Reply reply = ask(open);
        int octets = 0;
        for (int challenges = 1; reply.isPositiveIntermediate(); challenges++) {
            octets += reply.lines().get(0).length();
            if (challenges > MAX_CHALLENGES || octets > MAX_OCTETS) {
                throw cancelled(
                        "the server sent more than " + MAX_CHALLENGES + " challenges or " + MAX_OCTETS
                                + " octets of them",
                        null);
            }
            byte[] challenge = decoded(reply);
            byte[] response = pending.isPresent() ? pending.get() : respond(challenge);
            pending = Optional.empty();
            secrets.add(response);
            reply = ask(responseLine(response));
        }
        return decided(reply);
    }

    private Command responseLine(byte[] response) throws SmtpException {
        try {
            return Command.response(response, secrets);
        } catch (IllegalArgumentException e) {
            throw cancelled(String.valueOf(e.getMessage()), e);
        }
    }

    private Reply ask(Command command) throws SmtpException {
        return conversation.ask(command, Stage.AUTH, Timeouts.Phase.AUTH, deadline);
    }

    private byte[] decoded(Reply reply) throws SmtpException {
        String text = reply.lines().get(0);
        // The decoder forgives missing padding, RFC 4954 does not.
        if (reply.lines().size() == 1 && text.length() % 4 == 0) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                // Told below; the text itself may be a secret.
            }
        }
        throw cancelled("a challenge of the server is not base64", null);
    }

    private byte[] respond(byte[] challenge) throws SmtpException {
        try {
            return mechanism.respond(challenge);
        } catch (AuthFailure e) {
            if (e.isOfServer()) {
                conversation.abort("the server did not prove itself");
                throw failure(Escape.text(String.valueOf(e.getMessage())) + "; the connection was closed", null, e);
            }
            throw cancelled(Escape.text(String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) {
            conversation.abort("a mechanism failed");
            throw e;
        }
    }

    private Reply decided(Reply reply) throws SmtpException {
        if (reply.code() == SUCCEEDED) {
            if (mechanism.isComplete()) {
                return reply;
            }
            conversation.abort("the server did not prove itself");
            throw failure(
                    "the server said " + reply + " before the mechanism was done, so it is not proved to be the"
                            + " right one; the connection was closed",
                    null,
                    null);
        }
        if (!reply.isNegative()) {
            throw conversation.outOfStep("it answered AUTH with " + reply.code(), Stage.AUTH);
        }
        Reply visible = secrets.hiddenIn(reply);
        throw failure("the server refused: " + visible + advice(reply.code()), visible, null);
    }

    private static String advice(int code) {
        return switch (code) {
            case 535 -> "; check user and password";
            case 534 -> "; it wants another mechanism";
            case 538 -> "; it wants TLS";
            case 454 -> "; try again later";
            default -> "";
        };
    }

    /** Says {@code *} and reads what the server says to that, so that both sides are in step. */
    private SmtpException cancelled(String why, @Nullable Throwable cause) throws SmtpException {
        conversation.ask(Command.cancelAuth(secrets), Stage.AUTH, Timeouts.Phase.AUTH);
        return failure(why, null, cause);
    }

    private AuthenticationException failure(String why, @Nullable Reply reply, @Nullable Throwable cause) {
        Map<String, String> details = new LinkedHashMap<>();
        if (reply != null) {
            mechanism.failureDetails().forEach((key, value) -> details.put(Escape.text(key), Escape.text(value)));
        }
        return new AuthenticationException(
                "authentication by " + name + " at " + conversation.peer() + " failed: " + why
                        + (details.isEmpty() ? "" : " " + details),
                name,
                details,
                reply,
                cause);
    }
}
