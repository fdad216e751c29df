// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands between a client and a server on loopback, for one connection. */
abstract class Between implements AutoCloseable {

    private final ServerSocket listener;
    private final int serverPort;
    private final Thread thread;

    Between(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.thread = new Thread(this::run, "between");
        thread.setDaemon(true);
    }

    /** Takes the connection, when it comes. */
    final void start() {
        thread.start();
    }

    final int port() {
        return listener.getLocalPort();
    }

    private void run() {
        try (Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = new Thread(() -> fromServer(server, client), "between-back");
            back.setDaemon(true);
            back.start();
            fromClient(client, server);
            back.join();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Hands over what the client says, until its end. */
    abstract void fromClient(Socket client, Socket server);

    /** Hands over what the server says, until its end. */
    abstract void fromServer(Socket server, Socket client);

    /** Waits for the end of both. */
    final void awaitEnd() throws InterruptedException {
        thread.join(10_000);
    }

    @Override
    public final void close() throws IOException {
        listener.close();
    }
}
