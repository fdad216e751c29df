// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Stands between a client and a server on loopback, for one connection, and notes what the client says between two things that the server says. */
final class Relay implements AutoCloseable {

    private final ServerSocket listener;
    private final int serverPort;
    private final List<StringBuilder> turns = new ArrayList<>();
    private boolean serverSpoke = true;
    private final Thread thread;

    Relay(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.thread = new Thread(this::run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void run() {
        try (Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = new Thread(() -> copy(server, client, false), "relay-back");
            back.setDaemon(true);
            back.start();
            copy(client, server, true);
            back.join();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
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
        thread.join(10_000);
        synchronized (this) {
            return turns.stream().map(StringBuilder::toString).toList();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
