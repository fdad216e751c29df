// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthenticationException;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.ProviderException;
import org.postrider.Reply;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.wire.Command;
import org.postrider.engine.wire.Secrets;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthFailure;

/**
 * One AUTH exchange (RFC 4954 section 4): challenges and responses until the server decides, within one deadline and within limits. Success counts
 * only if the mechanism agrees. What goes wrong on this side cancels the exchange, so that both sides stay in step.
 */
final class SaslExchange {

    private static final int MAX_CHALLENGES = 16;
    private static final int MAX_OCTETS = 128 * 1024;
    private static final int CHALLENGE = 334;
    private static final int SUCCEEDED = 235;

    private final Conversation conversation;
    private final Duration limit;
    private final Deadline deadline;
    private final String name;
    private final GuardedMechanism mechanism;
    private final boolean withInitialResponse;
    private final WayOn wayOn;
    private final Secrets secrets;
    private boolean challenged;

    /**
     * For one exchange.
     *
     * @param limit the time it may take
     * @param deadline when that ends
     * @param name the SASL name
     * @param withInitialResponse whether an initial response goes with the AUTH command
     * @param wayOn what the caller may try after a refusal
     * @param secrets where the responses are kept, so that they are not shown
     */
    SaslExchange(
            Conversation conversation,
            Duration limit,
            Deadline deadline,
            String name,
            GuardedMechanism mechanism,
            boolean withInitialResponse,
            WayOn wayOn,
            Secrets secrets) {
        this.conversation = conversation;
        this.limit = limit;
        this.deadline = deadline;
        this.name = name;
        this.mechanism = mechanism;
        this.withInitialResponse = withInitialResponse;
        this.wayOn = wayOn;
        this.secrets = secrets;
    }

    /** Whether the server has sent a challenge: until then, it has said nothing about the credentials. */
    boolean wasChallenged() {
        return challenged;
    }

    /** Returns the reply that ended it, 235, as it may be shown. */
    Reply run() throws SmtpException {
        try {
            return converse();
        } catch (ProviderException e) {
            throw withoutSecrets(e);
        } catch (Error e) {
            conversation.abort("the virtual machine failed");
            throw e;
        } finally {
            secrets.forget();
        }
    }

    private Reply converse() throws SmtpException {
        Optional<byte[]> pending;
        try {
            pending = mechanism.initialResponse();
        } catch (AuthFailure e) {
            throw failure("it cannot begin: " + told(e), null, e);
        }
        pending.ifPresent(secrets::add);
        checkTime(null);
        Command open = Command.auth(name, withInitialResponse ? pending : Optional.empty(), secrets);
        if (open.carriesResponse()) {
            pending = Optional.empty();
        }
        Reply reply = ask(open);
        int octets = 0;
        for (int challenges = 1; reply.code() == CHALLENGE; challenges++) {
            challenged = true;
            octets += reply.length();
            if (challenges > MAX_CHALLENGES || octets > MAX_OCTETS) {
                throw cancelled(
                        "the server sent more than " + MAX_CHALLENGES + " challenges or " + MAX_OCTETS
                                + " octets of them",
                        null);
            }
            // What a server asks does not matter to a response that is there already.
            byte[] response = pending.isPresent() ? pending.get() : respond(reply);
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

    private byte[] respond(Reply challenge) throws SmtpException {
        Optional<byte[]> decoded = decoded(challenge);
        byte[] response;
        try {
            response =
                    decoded.isPresent() ? mechanism.respond(decoded.get()) : mechanism.respondToText(challenge.text());
        } catch (AuthFailure e) {
            checkTime(e);
            if (e.isOfServer()) {
                conversation.abort("the server did not prove itself");
                throw failure(told(e) + "; the connection was closed", null, e);
            }
            throw cancelled(told(e), e);
        } catch (ProviderException e) {
            checkTime(e);
            cancel(e.getMessage());
            throw e;
        }
        checkTime(null);
        return response;
    }

    /** Empty if it is not base64. */
    private static Optional<byte[]> decoded(Reply challenge) {
        List<String> lines = challenge.lines();
        String text = lines.get(0);
        // The decoder forgives missing padding, RFC 4954 does not.
        if (lines.size() == 1 && text.length() % 4 == 0) {
            try {
                return Optional.of(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * A mechanism computes on its own, so the engine learns only afterwards that the time is over, or that an interrupt stopped it.
     *
     * @param failure why it gave up; null if it did not
     */
    private void checkTime(@Nullable Throwable failure) throws SmtpException {
        if (failure != null && Thread.currentThread().isInterrupted()) {
            String message = "the session with " + conversation.peer() + " was interrupted in AUTH " + name;
            conversation.abort(message);
            throw new SessionAbortedException(message, Stage.AUTH, Delivery.NOT_SENT, List.of(), showable(failure));
        }
        if (deadline.isExpired()) {
            String message = "AUTH " + name + " with " + conversation.peer() + " took longer than " + limit.toMillis()
                    + " ms, some of it on this side; the connection was closed. A longer time can be set for"
                    + " Timeouts.Phase.AUTH";
            conversation.abort(message);
            throw new SmtpTimeoutException(message, Stage.AUTH, Delivery.NOT_SENT, List.of(), limit, showable(failure));
        }
    }

    private Reply decided(Reply reply) throws SmtpException {
        Reply visible = secrets.hiddenIn(reply);
        if (reply.code() == SUCCEEDED) {
            if (mechanismIsComplete()) {
                return visible;
            }
            conversation.abort("the server did not prove itself");
            throw failure(
                    "the server said " + visible + " before the mechanism was done, so it is not proved to be the"
                            + " right one; the connection was closed",
                    null,
                    null);
        }
        if (!reply.isNegative()) {
            throw conversation.outOfStep("it answered AUTH with " + reply.code(), Stage.AUTH);
        }
        throw failure("the server refused: " + visible + advice(reply.code()), visible, null);
    }

    private boolean mechanismIsComplete() throws ProviderException {
        try {
            return mechanism.isComplete();
        } catch (ProviderException e) {
            conversation.abort("a mechanism failed after 235");
            throw e;
        }
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

    private SmtpException cancelled(String why, @Nullable Throwable cause) throws SmtpException {
        cancel(why);
        return failure(why, null, cause);
    }

    /** Says {@code *}, which the server must refuse (RFC 4954 section 4), so that both sides are in step. */
    private void cancel(@Nullable String why) throws SmtpException {
        Reply reply = ask(Command.cancelAuth(secrets));
        if (!reply.isNegative()) {
            throw conversation.outOfStep(
                    "it answered the end of AUTH with " + reply.code() + ", so it may still be waiting; AUTH " + name
                            + " was ended because " + why,
                    Stage.AUTH);
        }
    }

    private SmtpException failure(String why, @Nullable Reply reply, @Nullable Throwable cause) throws SmtpException {
        Map<String, String> details = new LinkedHashMap<>();
        if (reply != null) {
            // After the server's refusal both sides are in step, whatever the mechanism does here.
            mechanism.failureDetails().forEach((key, value) -> details.put(shown(key), shown(value)));
        }
        boolean mayGoOn = !conversation.isOver() && (reply == null || reply.isPermanentNegative());
        return new AuthenticationException(
                "authentication by " + name + " at " + conversation.peer() + " failed: " + why
                        + (details.isEmpty() ? "" : " " + details) + (mayGoOn ? wayOn.text() : wayOn.binding()),
                name,
                details,
                mayGoOn ? wayOn.mechanisms() : List.of(),
                reply,
                showable(cause));
    }

    private @Nullable Throwable showable(@Nullable Throwable cause) {
        return cause == null || secrets.areIn(cause) ? null : cause;
    }

    private String told(AuthFailure e) {
        return Escape.text(secrets.hiddenInOwn(String.valueOf(e.getMessage())));
    }

    private String shown(String text) {
        return Escape.text(secrets.hiddenIn(text));
    }

    private ProviderException withoutSecrets(ProviderException e) {
        if (!secrets.areIn(e)) {
            return e;
        }
        return new ProviderException(
                secrets.hiddenInOwn(String.valueOf(e.getMessage()))
                        + "; what it threw is left out, since it repeats what was sent",
                e.stage(),
                e.delivery(),
                null);
    }
}
