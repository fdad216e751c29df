// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.List;
import java.util.Optional;
import org.postrider.EhloKeyword;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.extension.Extensions;
import org.postrider.spi.Extension;
import org.postrider.spi.ExtensionContext;

/** Lets each extension that is offered say what it has to say of its own, once in a session. */
final class ExtensionCommands {

    private final Conversation conversation;
    private final Greeter greeter;
    private boolean done;

    ExtensionCommands(Conversation conversation, Greeter greeter) {
        this.conversation = conversation;
        this.greeter = greeter;
    }

    void sendOnce() throws SmtpException {
        if (done) {
            return;
        }
        done = true;
        for (String keyword : List.copyOf(greeter.extensions().keywords())) {
            // The one before may have greeted again, and then other extensions are offered, by new instances.
            Extension extension = greeter.extensions().extension(keyword);
            Optional<EhloKeyword> offer = greeter.extensions().capabilities().get(keyword);
            if (extension != null && offer.isPresent()) {
                greeted(keyword, extension, new Context(offer.get()));
            }
        }
    }

    private void greeted(String keyword, Extension extension, Context context) throws SmtpException {
        Extensions extensions = greeter.extensions();
        try {
            extension.greeted(context);
        } catch (SmtpException e) {
            throw e;
        } catch (Throwable e) {
            throw extensions.guard(keyword, Stage.COMMAND).threw("greeted(..)", e);
        } finally {
            context.over = true;
        }
    }

    /** What one extension may do, while it is called after a greeting. */
    private final class Context implements ExtensionContext {

        private final EhloKeyword offer;
        private volatile boolean over;

        Context(EhloKeyword offer) {
            this.offer = offer;
        }

        @Override
        public EhloKeyword offer() {
            return offer;
        }

        @Override
        public String peer() {
            return conversation.peer();
        }

        @Override
        public Reply command(String verb, String argument) throws SmtpException {
            checkNotOver();
            return conversation.ask(SingleCommands.own(verb, argument), Stage.COMMAND, Timeouts.Phase.COMMAND);
        }

        @Override
        public void greetAgain() throws SmtpException {
            checkNotOver();
            greeter.greetAgain();
        }

        private void checkNotOver() {
            if (over) {
                throw new IllegalStateException(
                        "the session has gone on; this context is for greeted(..) alone, which has returned");
            }
        }
    }
}
