// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DelayProxyTest {

    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final DelayProxy proxy =
            DelayProxy.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), DELAY);
    private final Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    private final Socket accepted = server.accept();

    DelayProxyTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        proxy.close();
        server.close();
    }

    @Test
    @DisplayName("each octet comes no earlier than the delay after it was written, both ways")
    void delayed() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(nanos(client, accepted)).isGreaterThanOrEqualTo(DELAY);
            assertThat(nanos(accepted, client)).isGreaterThanOrEqualTo(DELAY);
        }
    }

    private static long nanos(Socket from, Socket to) throws IOException {
        long start = System.nanoTime();
        from.getOutputStream().write(7);
        assertThat(to.getInputStream().read()).isEqualTo(7);
        return System.nanoTime() - start;
    }

    @Test
    @DisplayName(
            "a delay is not added up: 1000 octets written one by one are there long before 1000 delays have passed")
    void inFlight() throws IOException {
        client.setTcpNoDelay(true);
        long start = System.nanoTime();
        OutputStream out = client.getOutputStream();
        for (int i = 0; i < 1000; i++) {
            out.write(i);
        }
        assertThat(accepted.getInputStream().readNBytes(1000)).hasSize(1000);
        assertThat(System.nanoTime() - start).isBetween(DELAY, 500 * DELAY);
    }

    @Test
    @DisplayName("32 MiB pass both ways at once, unchanged, and the end of each way passes on its own")
    void large() throws IOException {
        byte[] octets = new byte[32 * 1024 * 1024];
        new Random(1).nextBytes(octets);
        CompletableFuture<Void> there = CompletableFuture.runAsync(() -> send(client, octets));
        CompletableFuture<Void> back = CompletableFuture.runAsync(() -> send(accepted, octets));
        CompletableFuture<byte[]> atClient = CompletableFuture.supplyAsync(() -> all(client));
        assertThat(all(accepted)).isEqualTo(octets);
        assertThat(atClient.join()).isEqualTo(octets);
        there.join();
        back.join();
    }

    @Test
    @DisplayName("when the server is gone, the client's connection ends")
    void gone() throws IOException {
        accepted.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    private static void send(Socket socket, byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] all(Socket socket) {
        try {
            // Not closed: that would close the socket, of which the other way may still be under way.
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
