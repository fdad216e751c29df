// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** A server that accepts a message only when as many others are there as well, in sessions of their own. */
final class MeetingServer implements Closeable {

    private final ServerSocket listener;
    private final CyclicBarrier meeting;

    private MeetingServer(ServerSocket listener, int sessions) {
        this.listener = listener;
        meeting = new CyclicBarrier(sessions);
    }

    static MeetingServer of(int sessions) throws IOException {
        MeetingServer server = new MeetingServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), sessions);
        daemon(server::accept);
        return server;
    }

    URI uri() {
        return URI.create("smtp://127.0.0.1:" + listener.getLocalPort());
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "meeting-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            say(out, "220 hi");
            boolean content = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (content && line.equals(".")) {
                    content = false;
                    meeting.await(10, TimeUnit.SECONDS);
                    say(out, "250 all are here");
                } else if (!content) {
                    content = line.equals("DATA");
                    say(out, content ? "354 go" : line.equals("QUIT") ? "221 bye" : "250 ok");
                }
            }
        } catch (Exception e) {
            // The client sees the connection end.
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write(reply.concat("\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
