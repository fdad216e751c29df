// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a contestant is run: in processes of its own, one after another or one for a while. */
interface Program {

    /** {@return the version of what is run, as far as it can be known} */
    String version();

    /** {@return what is missing on this machine to run it} */
    Optional<String> missing();

    /**
     * Makes ready to measure.
     *
     * @param stage where
     * @param work what
     * @return who measures
     * @throws IOException if it cannot be started
     */
    Runner start(Stage stage, Work work) throws IOException;

    /**
     * {@return the command of a process that sends one mail of {@link Work#SMALL} and ends as soon as it was accepted}
     *
     * @param stage where
     * @throws IOException if the mail cannot be written to a file
     */
    List<String> firstMail(Stage stage) throws IOException;
}
