// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Plays a script with a client given as a few lines. */
final class Plays {

    interface Action {
        void with(Client client) throws Exception;
    }

    interface TlsAction {
        void with(TlsClient client) throws Exception;
    }

    private Plays() {}

    /** A client that may do TLS connects, acts and closes; all must go by the script. Gives the closed server. */
    static ScriptedServer verifiedInTls(String script, TlsAction action) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(script, Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                action.with(client);
            }
            server.verify();
            return server;
        }
    }

    /** The same, but verify() must fail; gives its report. */
    static String mismatchInTls(String script, TlsAction action) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(script, Contexts.SERVER)) {
            try (TlsClient client = new TlsClient(server)) {
                action.with(client);
            }
            return report(server);
        }
    }

    /** The client connects, acts and closes; all must go by the script. */
    static void verified(String script, Action action) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Client client = new Client(server)) {
                action.with(client);
            }
            server.verify();
        }
    }

    /** The same, but verify() must fail; gives its report. */
    static String mismatch(String script, Action action) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(script)) {
            try (Client client = new Client(server)) {
                action.with(client);
            }
            return report(server);
        }
    }

    static String report(ScriptedServer server) {
        AssertionError error = catchThrowableOfType(AssertionError.class, server::verify);
        if (error == null || error.getMessage() == null) {
            throw new IllegalStateException("verify() did not fail with a report");
        }
        return error.getMessage();
    }
}
