// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.util.List;
import java.util.function.Consumer;
import org.postrider.Envelope;
import org.postrider.SessionListener;

/** Tells the listeners. One that throws is logged and changes nothing: an observer must not lose mail. */
public final class Listeners {

    private static final System.Logger LOG = System.getLogger("org.postrider.SessionListener");

    private final List<SessionListener> listeners;

    /** Keeps a copy of the list. */
    public Listeners(List<SessionListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Tells each listener of an event. */
    public void tell(Consumer<SessionListener> event) {
        for (int i = 0; i < listeners.size(); i++) {
            try {
                event.accept(listeners.get(i));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a session listener failed", e);
            }
        }
    }

    /** Asks each listener before the commit point; what one throws is thrown. */
    public void committing(Envelope envelope) {
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).committing(envelope);
        }
    }
}
