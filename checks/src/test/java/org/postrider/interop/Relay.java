// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what the client says between two things that the server says. */
final class Relay extends Between {

    private final List<StringBuilder> turns = new ArrayList<>();
    private boolean serverSpoke = true;

    Relay(int serverPort) throws IOException {
        super(serverPort);
        start();
    }

    @Override
    void fromClient(Socket client, Socket server) {
        copy(client, server, true);
    }

    @Override
    void fromServer(Socket server, Socket client) {
        copy(server, client, false);
    }

    private void copy(Socket from, Socket to, boolean fromClient) {
        byte[] block = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                note(fromClient, new String(block, 0, n, StandardCharsets.ISO_8859_1));
                out.write(block, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // A side that is gone shows in what the client reports.
            note(fromClient, "");
        }
    }

    private synchronized void note(boolean fromClient, String text) {
        if (fromClient && !text.isEmpty()) {
            if (serverSpoke) {
                turns.add(new StringBuilder());
            }
            turns.get(turns.size() - 1).append(text);
        }
        serverSpoke = !fromClient;
    }

    /** What the client said, once it is done. */
    List<String> turns() throws InterruptedException {
        awaitEnd();
        synchronized (this) {
            return turns.stream().map(StringBuilder::toString).toList();
        }
    }
}
