// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.List;
import java.util.Optional;
import org.postrider.engine.auth.Candidates.Candidate;

/** What a caller may try after a mechanism failed, for the message of the failure. */
final class WayOn {

    /** For an exchange that the caller chose and conducts. */
    static final WayOn UNKNOWN = new WayOn(List.of(), List.of(), Optional::empty);

    /** Which type of channel binding the mechanism uses. */
    @FunctionalInterface
    interface Binding {
        /** Empty if the mechanism is not bound, or did not ask yet. */
        Optional<String> type();
    }

    private final List<String> mechanisms;
    private final List<String> ruledOut;
    private final Binding binding;

    private WayOn(List<String> mechanisms, List<String> ruledOut, Binding binding) {
        this.mechanisms = mechanisms;
        this.ruledOut = ruledOut;
        this.binding = binding;
    }

    /** After a mechanism of those that can serve. */
    static WayOn after(Candidate failed, Candidates candidates, Context context) {
        return new WayOn(
                candidates.untried(),
                candidates.offeredButRuledOut(),
                () -> failed.bound() ? context.bindingGiven() : Optional.empty());
    }

    /** The other mechanisms that can serve, strongest first. */
    List<String> mechanisms() {
        return mechanisms;
    }

    /** The binding, which may be what the server did not understand; empty without one. */
    String binding() {
        return binding.type()
                .map(type -> "; it was bound to TLS by " + type + ", which not every server knows: name a mechanism"
                        + " without -PLUS to log in without channel binding")
                .orElse("");
    }

    /** All that may help. */
    String text() {
        String others = mechanisms.isEmpty()
                ? ""
                : "; the server also offers " + String.join(", ", mechanisms) + ": name one with"
                        + " AuthPolicy.withMechanisms(..), or have the next one tried with tryingNextAfterRefusal()";
        String more = ruledOut.isEmpty() ? "" : "; not tried: " + String.join(". ", ruledOut);
        return binding() + others + more;
    }
}
