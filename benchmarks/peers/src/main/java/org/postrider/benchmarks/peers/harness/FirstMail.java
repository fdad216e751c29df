// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.Mail;
import org.postrider.benchmarks.peers.contestant.Task;

/** A process that sends one mail and is gone as soon as it was accepted. */
final class FirstMail {

    private FirstMail() {}

    /**
     * Runs the process, which exits with 0 once the mail was accepted.
     *
     * @param arguments class, host, port, size
     * @throws Exception if it was not
     */
    public static void main(String[] arguments) throws Exception {
        Mail mail = Mail.ofSize(Integer.parseInt(arguments[3]), 1);
        Task task = new Task(arguments[1], Integer.parseInt(arguments[2]), mail, 1);
        Contestant contestant = task.open(arguments[0]);
        contestant.send();
        contestant.finish();
        Runtime.getRuntime().halt(0);
    }
}
