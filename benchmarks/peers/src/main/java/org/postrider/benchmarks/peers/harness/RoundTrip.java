// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Shows how long the network takes: NOOP, again and again. */
final class RoundTrip {

    private static final int TIMES = 50;

    private RoundTrip() {}

    /** {@return what was measured, in words} */
    static String describe(Stage stage) throws IOException {
        double[] millis = new double[TIMES];
        try (Socket socket = new Socket(stage.host(), stage.port())) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            readLine(in);
            for (int i = 0; i < TIMES; i++) {
                long start = System.nanoTime();
                out.write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                readLine(in);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return "a round trip of NOOP takes " + Figures.of(millis[TIMES / 2]) + " ms (" + Figures.of(millis[0]) + " to "
                + Figures.of(millis[TIMES - 1]) + ")";
    }

    private static void readLine(InputStream in) throws IOException {
        int octet;
        do {
            octet = in.read();
        } while (octet >= 0 && octet != '\n');
    }
}
