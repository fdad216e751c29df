// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.internal.Escape;

/** What can go wrong with the octets of a message, whoever reads them. */
public final class MessageStreams {

    private MessageStreams() {}

    /** Says why a message cannot be sent. */
    public static MessageException unreadable(Message message, IOException e, Stage stage) {
        if (e instanceof MessageException known) {
            return known;
        }
        boolean unsendable = e instanceof UnsendableContentException;
        String what = unsendable ? "" : "the message (" + Escape.text(message.toString()) + ") cannot be read: ";
        String text = unsendable ? e.getMessage() : e.toString();
        String after = stage == Stage.CONTENT
                ? "; the session was closed without the end of the content"
                : "; nothing was sent";
        return new MessageException(what + Escape.text(String.valueOf(text)) + after, stage, e);
    }

    /** Closes what will not be read; its own failure is of no interest then. */
    public static void closeQuietly(@Nullable InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                System.getLogger(MessageStreams.class.getName())
                        .log(System.Logger.Level.DEBUG, "closing a message that was not sent failed", e);
            }
        }
    }
}
