// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;
import java.util.regex.Pattern;

/** One step of a script. */
@SuppressWarnings("ArrayRecordComponent") // steps are never compared
sealed interface Step {

    /** Sends octets a number of times. */
    record Send(byte[] octets, int times) implements Step {}

    /** Sends octets until the client is gone. */
    record SendEndlessly(byte[] octets) implements Step {}

    /** Expects exactly these octets, or the same but for letter case. */
    record Expect(byte[] octets, boolean anyCase) implements Step {}

    /** Expects a line that matches. */
    record ExpectMatch(Pattern pattern) implements Step {}

    /** Takes octets as they are. */
    record Take(int count) implements Step {}

    /** Takes content up to its end mark. */
    record TakeContent() implements Step {}

    /** Expects the client to close. */
    record ExpectEnd() implements Step {}

    /** Does nothing for a time. */
    record Pause(Duration time) implements Step {}

    /** Fails if the client sends within a time. */
    record Quiet(Duration time) implements Step {}

    /** Waits for the test. */
    record Await(String name) implements Step {}

    /** Tells the test. */
    record Mark(String name) implements Step {}

    /** Sends in pieces from here on; 0 is whole again. */
    record Slice(int size, Duration every) implements Step {}

    /** Changes the limit of each wait. */
    record Limit(Duration time) implements Step {}

    /** Closes. */
    record Close() implements Step {}

    /** Resets. */
    record Reset() implements Step {}

    /** Ends the server's half. */
    record Shutdown() implements Step {}

    /** Sends nothing more and waits for the client to go. */
    record Silence() implements Step {}

    /** Reads nothing more, and neither sends, until the test ends. */
    record StopReading() implements Step {}

    /** Whether nothing is checked behind it. */
    default boolean isLast() {
        return this instanceof Close
                || this instanceof Reset
                || this instanceof Silence
                || this instanceof SendEndlessly
                || this instanceof StopReading
                || this instanceof ExpectEnd;
    }
}
