// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

/** What must hold whatever a server does. */
enum Rule {
    NO_FALSE_DELIVERED("DELIVERED is reported only if the server took the message for the recipient"),
    NO_FALSE_NOT_SENT("NOT_SENT is reported only if the server cannot have taken the message"),
    NO_FALSE_REFUSED("REFUSED is reported only if the server said so, and has not taken the message"),
    NO_DUPLICATE("a recipient gets one copy at most, though whatever is not sent or refused for now is sent again"),
    CONTENT_UNALTERED("the server gets the content octet for octet"),
    DOUBT_ONLY_WITHOUT_REPLY("IN_DOUBT is reported only if the end of the content may have left and no reply decides"),
    CLOSING_IS_NO_REFUSAL("421 to MAIL, RCPT or DATA means NOT_SENT and never REFUSED"),
    REFUSAL_COUNTS("a message that the server refused is REFUSED, and not NOT_SENT"),
    EVERY_RECIPIENT("every recipient has an outcome, in the order of the envelope"),
    CAUSE_IS_KEPT("a result with recipients that were not sent to, or are in doubt, says why"),
    RIGHT_REPLY("an outcome carries the reply that decided it"),
    RETRYABLE("isRetryable() is false in doubt, and true where nothing was sent or the refusal is 4yz"),
    NO_HANG("the client never waits for a reply that it is not owed, and comes to an end"),
    NO_UNCHECKED("no call throws an unchecked exception"),
    IN_ORDER("there is one outcome for each mail, in order"),
    CLIENT_KEEPS_PROTOCOL("the client says nothing that RFC 5321 or the server's EHLO forbids"),
    NO_INVENTED_VIOLATION("an honest server is not accused of breaking the protocol"),
    VIOLATION_CARRIES_REPLY("the outcome after a violation carries the reply that was read"),
    CLOSED_AT_THE_END("a session that is closed has closed its transport");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return name() + ": " + text;
    }
}
