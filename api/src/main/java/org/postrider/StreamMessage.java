// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message from a stream, good for one send. */
final class StreamMessage implements Message {

    private final InputStream stream;
    private final AtomicBoolean opened = new AtomicBoolean();

    StreamMessage(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public InputStream openStream() throws IOException {
        if (opened.getAndSet(true)) {
            throw new IOException("this message was made from a stream, which can be read once;"
                    + " make it from a file or from octets to send it again");
        }
        return stream;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public String toString() {
        return "a stream";
    }
}
