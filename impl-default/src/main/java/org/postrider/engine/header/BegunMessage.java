// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.header;

import java.io.InputStream;
import org.postrider.Message;

/**
 * A message that can be read once and was read in part: its stream has what was read as well.
 *
 * @param stream all of the message
 * @param name for messages
 */
public record BegunMessage(InputStream stream, String name) implements Message {

    @Override
    public InputStream openStream() {
        return stream;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public String toString() {
        return name;
    }
}
