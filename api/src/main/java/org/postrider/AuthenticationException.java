// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Authentication failed (RFC 4954): it was refused ({@link #reply()} has the refusal), no mechanism could serve, or the exchange was broken
 * off. No secret is in it.
 */
public final class AuthenticationException extends SmtpException {

    private static final long serialVersionUID = 1L;

    private final String mechanism;
    private final LinkedHashMap<String, String> details;
    private final ArrayList<String> otherMechanisms;

    /**
     * Makes the exception.
     *
     * @param message names peer, mechanism and next step
     * @param mechanism the SASL name; empty if none could serve
     * @param details what the server said inside the mechanism, such as {@code status} and {@code scope} of an OAuth error
     * @param reply the refusal, if the server spoke
     * @param cause the cause, if there is one
     */
    public AuthenticationException(
            String message,
            String mechanism,
            Map<String, String> details,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        this(message, mechanism, details, List.of(), reply, cause);
    }

    /**
     * Makes the exception.
     *
     * @param message names peer, mechanism and next step
     * @param mechanism the SASL name; empty if none could serve
     * @param details what the server said inside the mechanism, such as {@code status} and {@code scope} of an OAuth error
     * @param otherMechanisms the SASL names of what could be tried as well, strongest first
     * @param reply the refusal, if the server spoke
     * @param cause the cause, if there is one
     */
    public AuthenticationException(
            String message,
            String mechanism,
            Map<String, String> details,
            List<String> otherMechanisms,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(message, Stage.AUTH, Delivery.NOT_SENT, reply != null && reply.isTransientNegative(), reply, cause);
        this.mechanism = Objects.requireNonNull(mechanism, "mechanism");
        this.details = new LinkedHashMap<>(Objects.requireNonNull(details, "details"));
        this.otherMechanisms = new ArrayList<>(Objects.requireNonNull(otherMechanisms, "otherMechanisms"));
    }

    /** {@return the SASL name of the mechanism that was tried last; empty if none could serve} */
    public String mechanism() {
        return mechanism;
    }

    /** {@return what the server said inside the mechanism, escaped and bounded} */
    public Map<String, String> details() {
        return Collections.unmodifiableMap(details);
    }

    /**
     * {@return the other mechanisms that the server offers, that could serve and that were not tried, strongest first} Empty if there are none or
     * if the session is over. {@link AuthPolicy#withMechanisms} chooses one, {@link AuthPolicy#tryingNextAfterRefusal()} tries them in turn.
     */
    public List<String> otherMechanisms() {
        return Collections.unmodifiableList(otherMechanisms);
    }
}
