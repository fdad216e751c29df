// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to send, how often and how fast.
 *
 * @param sessions how many at a time
 * @param messages in all; empty if a duration alone ends the run
 * @param duration after which no message is begun
 * @param warmUp messages before the clock starts
 * @param size of each message in octets
 * @param recipients of each message
 * @param from the reverse-path; %d is the session's number
 * @param to the forward-path; %d is the recipient's number
 * @param rate messages per second in all; 0 for as many as can be
 * @param sendAll whether a session is given its messages as one series
 */
record BenchLoad(
        int sessions,
        OptionalLong messages,
        Optional<Duration> duration,
        long warmUp,
        int size,
        int recipients,
        String from,
        String to,
        double rate,
        boolean sendAll) {}
