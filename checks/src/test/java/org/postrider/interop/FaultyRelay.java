// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Does something wrong with one of the server's replies. */
final class FaultyRelay extends Between {

    /** What is done in place of handing over the reply. */
    enum Fault {
        /** The connection ends on both sides. */
        CUT,
        /** The reply is left out. */
        FORGET,
        /** The reply comes twice. */
        REPEAT
    }

    private final Fault fault;
    private final int place;

    /**
     * Listens.
     *
     * @param place the reply, counted from 0 for the greeting
     */
    FaultyRelay(int serverPort, Fault fault, int place) throws IOException {
        super(serverPort);
        this.fault = fault;
        this.place = place;
        start();
    }

    @Override
    void fromClient(Socket client, Socket server) {
        byte[] block = new byte[64 * 1024];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                out.write(block, 0, n);
            }
            server.shutdownOutput();
        } catch (IOException e) {
            close(server);
        }
    }

    @Override
    void fromServer(Socket server, Socket client) {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            int number = 0;
            StringBuilder reply = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                reply.append(line).append("\r\n");
                if (line.length() < 4 || line.charAt(3) != '-') {
                    String said = number == place ? wrong(reply.toString()) : reply.toString();
                    out.write(said.getBytes(StandardCharsets.ISO_8859_1));
                    if (number == place && fault == Fault.CUT) {
                        break;
                    }
                    number++;
                    reply.setLength(0);
                }
            }
        } catch (IOException e) {
            // A side that is gone shows in what the client reports.
            close(client);
        } finally {
            close(client);
            close(server);
        }
    }

    private String wrong(String reply) {
        return switch (fault) {
            case CUT, FORGET -> "";
            case REPEAT -> reply + reply;
        };
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
