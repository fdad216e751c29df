// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.Delivery;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.internal.Escape;

/** What can go wrong with the octets of a message, for all that read them. */
public final class MessageStreams {

    private MessageStreams() {}

    /**
     * The failure of a message that cannot be sent. What a message throws unchecked fails like what it throws checked; an interrupt is no fault of
     * the message.
     */
    public static SmtpException unreadable(Message message, Throwable e, Stage stage) {
        if (e instanceof SmtpException known) {
            return known;
        }
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            return new SessionAbortedException(
                    "reading the message (" + name(message) + ") was interrupted",
                    stage,
                    Delivery.NOT_SENT,
                    List.of(),
                    e);
        }
        boolean unsendable = e instanceof UnsendableContentException;
        String what = unsendable ? "" : "the message (" + name(message) + ") cannot be read: ";
        String text = unsendable ? e.getMessage() : e.toString();
        String after = stage == Stage.CONTENT
                ? "; the session was closed without the end of the content"
                : "; nothing was sent";
        return new MessageException(what + Escape.text(String.valueOf(text)) + after, stage, e);
    }

    private static String name(Message message) {
        try {
            return Escape.text(message.toString());
        } catch (Throwable e) {
            return message.getClass().getName();
        }
    }

    /** Closes what will not be read; its own failure is of no interest then. */
    public static void closeQuietly(@Nullable InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (Throwable e) {
                ignored(e);
            }
        }
    }

    /** Closes the stream of a message that can be read once and will not be sent. */
    public static void discard(Message message) {
        try {
            if (!message.isRepeatable()) {
                message.openStream().close();
            }
        } catch (Throwable e) {
            // The stream was opened before, and the reader has closed it.
            ignored(e);
        }
    }

    private static void ignored(Throwable e) {
        System.getLogger(MessageStreams.class.getName())
                .log(System.Logger.Level.DEBUG, "closing a message that was not sent failed", e);
    }
}
