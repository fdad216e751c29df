// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one connection of a recording sink is being told. */
final class Recording {

    private final List<Received> received;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private List<String> recipients = new ArrayList<>();
    private String reversePath = "";

    Recording(List<Received> received) {
        this.received = received;
    }

    void mail(String argument) {
        reversePath = argument;
        recipients = new ArrayList<>();
        content.reset();
    }

    void rcpt(String argument) {
        recipients.add(argument);
    }

    void octets(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        content.writeBytes(copy);
    }

    void end(boolean data) {
        byte[] octets = content.toByteArray();
        String text = new String(data ? unstuffed(octets) : octets, StandardCharsets.ISO_8859_1);
        received.add(new Received(reversePath, List.copyOf(recipients), data, text));
        content.reset();
    }

    private static byte[] unstuffed(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < octets.length; i++) {
            boolean lineStart = i == 0 || (i > 1 && octets[i - 1] == '\n' && octets[i - 2] == '\r');
            if (!(lineStart && octets[i] == '.')) {
                out.write(octets[i]);
            }
        }
        return out.toByteArray();
    }
}
