// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.postrider.Envelope;
import org.postrider.Reply;
import org.postrider.SessionListener;
import org.postrider.Stage;
import org.postrider.engine.guard.Guard;
import org.postrider.engine.wire.Command;

/**
 * Calls the listeners. What one throws is logged and changes nothing, because an observer must not lose mail; only {@link #committing} passes it
 * on. Without listeners, which is usual, events cost nothing.
 */
public final class Listeners {

    private final List<SessionListener> listeners;

    /** Keeps a copy of the list. */
    public Listeners(List<SessionListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** A transport is about to be opened. */
    public void connecting(URI server) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.connecting(server));
        }
    }

    /** It is open. */
    public void connected(String peer) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.connected(peer));
        }
    }

    /** TLS protects it. */
    public void secured(SSLSession session) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.secured(session));
        }
    }

    /** TLS protects it, but the server is not verified. */
    public void notVerified(String reason) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.notVerified(reason));
        }
    }

    /** TLS does not protect it. */
    public void notSecured(String reason) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.notSecured(reason));
        }
    }

    /** AUTH succeeded. */
    public void authenticated(String mechanism) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.authenticated(mechanism));
        }
    }

    /** A command leaves. */
    public void commandSent(Command command) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.commandSent(command.shown()));
        }
    }

    /** A reply has come. */
    public void replyReceived(Reply reply) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.replyReceived(reply));
        }
    }

    /** Content was written. */
    public void contentProgress(long octets, OptionalLong size) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.contentProgress(octets, size));
        }
    }

    /** All of it was. */
    public void contentSent(long octets) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.contentSent(octets));
        }
    }

    /** The session is over. */
    public void closed(String reason) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.closed(reason));
        }
    }

    /** Asks each listener before the commit point; what one throws is thrown. */
    public void committing(Envelope envelope) {
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).committing(envelope);
        }
    }

    private void tell(Consumer<SessionListener> event) {
        for (int i = 0; i < listeners.size(); i++) {
            try {
                event.accept(listeners.get(i));
            } catch (Throwable e) {
                System.getLogger("org.postrider.SessionListener")
                        .log(
                                System.Logger.Level.WARNING,
                                Guard.ofCallback(listeners.get(i), SessionListener.class, Stage.COMMAND)
                                                .who() + " failed",
                                e);
            }
        }
    }
}
