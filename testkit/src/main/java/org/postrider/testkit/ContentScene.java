// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.postrider.testkit.Connection.Arrival;

/** What the steps that take content do, for one step. */
final class ContentScene {

    private static final byte[] END_OF_DATA = {'\r', '\n', '.', '\r', '\n'};
    private static final Pattern BDAT = Pattern.compile("BDAT [0-9]{1,9}( LAST)?");
    private static final String LAST = " LAST";
    private static final Step.Send CHUNK_TAKEN = new Step.Send("250 ok\r\n".getBytes(US_ASCII), 1, Step.Slices.NONE);

    private final Scene scene;
    private final Connection connection;
    private final Scene.Stage stage;
    private final Deadline deadline;

    ContentScene(Scene scene, Connection connection, Scene.Stage stage, Deadline deadline) {
        this.scene = scene;
        this.connection = connection;
        this.stage = stage;
        this.deadline = deadline;
    }

    /** What follows DATA, up to the dot. */
    void takeData() throws Mismatch, IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        // As though a line had just ended: content may be empty, and then begins with its end.
        int matched = 2;
        while (matched < END_OF_DATA.length) {
            await("content and CRLF . CRLF", content);
            byte octet = connection.take();
            content.write(octet);
            if (octet == END_OF_DATA[matched]) {
                matched++;
            } else {
                matched = octet == '\r' ? 1 : 0;
            }
        }
        note(Arrays.copyOf(content.toByteArray(), content.size() - 3));
        stage.dialogue().note("C: .\\r\\n");
    }

    /** Chunks, up to the last (RFC 3030, 2). */
    void takeChunks() throws Mismatch, IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean last = false;
        while (!last) {
            String bdat = scene.expectMatch(BDAT);
            last = bdat.endsWith(LAST);
            int left = Integer.parseInt(bdat.substring("BDAT ".length()).replace(LAST, ""));
            while (left > 0) {
                await("a chunk, of which " + left + " octets are missing", content);
                byte[] octets = connection.take(left);
                content.writeBytes(octets);
                left -= octets.length;
            }
            if (!last) {
                scene.send(CHUNK_TAKEN);
            }
        }
        note(content.toByteArray());
    }

    private void await(String expected, ByteArrayOutputStream content)
            throws Mismatch, IOException, InterruptedException {
        Arrival arrival = connection.await(deadline);
        if (arrival != Arrival.OCTETS || deadline.passed()) {
            byte[] octets = content.toByteArray();
            byte[] tail = Arrays.copyOfRange(octets, Math.max(0, octets.length - Octets.SHOWN), octets.length);
            throw scene.mismatch().that(scene.missing(arrival), expected, tail);
        }
    }

    private void note(byte[] octets) {
        stage.recording().content(octets);
        stage.dialogue().note("C: (content, " + octets.length + " octets)");
    }
}
