// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ScriptedServer;

/** A folder for the mails and the outcomes file of a test, and runs with them. */
abstract class SendAllFolder {

    @TempDir
    Path folder = Path.of("");

    Path outcomes = Path.of("");

    @BeforeEach
    void nameOutcomes() {
        outcomes = folder.resolve("outcomes.csv");
    }

    final SendAllRun run(ScriptedServer server, Path input, String... more) {
        return SendAllRun.of(server, outcomes, input.toString(), more);
    }

    /** With so many mails of {@link SendAllRun#mails}. */
    final SendAllRun run(ScriptedServer server, int mails, String... more) throws IOException {
        return run(server, SendAllRun.mails(folder, mails), more);
    }
}
