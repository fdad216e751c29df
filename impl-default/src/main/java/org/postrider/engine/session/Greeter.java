// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.Capabilities;
import org.postrider.HeloRefusedException;
import org.postrider.Providers;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.extension.Extensions;
import org.postrider.engine.wire.Command;
import org.postrider.spi.Dialect;

/**
 * EHLO and HELO, and what the last accepted one said. A refused greeting leaves the server as it was (RFC 5321 section
 * 4.1.4), and 4yz or 421 is no reason to try HELO (RFC 5321 section 3.2).
 */
final class Greeter {

    private static final String HELO = "HELO";
    /** The codes that servers without EHLO answer it with. */
    private static final Set<Integer> UNKNOWN_COMMAND = Set.of(500, 501, 502, 504, 550);

    private final Conversation conversation;
    private final Providers providers;
    private final Dialect dialect;
    private final String localName;
    private final Set<String> ignored;
    private volatile Extensions extensions;
    private volatile @Nullable Reply ehloReply;
    private volatile @Nullable Reply heloReply;
    private int greetings;
    private boolean greeted;

    Greeter(Conversation conversation, Providers providers, Dialect dialect, String localName, Set<String> ignored) {
        this.conversation = conversation;
        this.providers = providers;
        this.dialect = dialect;
        this.localName = localName;
        this.ignored = ignored;
        this.extensions = Extensions.of(Capabilities.none(), providers);
    }

    /** The name that EHLO and HELO give. */
    String localName() {
        return localName;
    }

    Extensions extensions() {
        return extensions;
    }

    Optional<Reply> ehloReply() {
        return Optional.ofNullable(ehloReply);
    }

    Optional<Reply> heloReply() {
        return Optional.ofNullable(heloReply);
    }

    /** How many greetings were answered: what the server said counts until this changes. */
    int greetings() {
        return greetings;
    }

    Reply ehlo(String name) throws SmtpException {
        Reply reply = greet(dialect.greetingVerb(), name);
        ehloReply = reply;
        if (reply.isPositiveCompletion()) {
            become(Capabilities.of(reply).without(ignored));
        }
        return reply;
    }

    Reply helo(String name) throws SmtpException {
        String verb = dialect.fallbackVerb()
                .orElseThrow(() -> new IllegalArgumentException(dialect.name() + " has no " + HELO));
        Reply reply = greet(verb, name);
        heloReply = reply;
        return reply;
    }

    /** What the server said does not count any more. */
    void forget() {
        greeted = false;
        ehloReply = null;
        heloReply = null;
        become(Capabilities.none());
    }

    /**
     * Greets if that has not been done.
     *
     * @param fallback whether HELO will do where EHLO is unknown
     */
    void greetIfNeeded(boolean fallback) throws SmtpException {
        if (greeted) {
            return;
        }
        Reply reply = ehlo(localName);
        if (greeted) {
            return;
        }
        if (!fallback || dialect.fallbackVerb().isEmpty() || !UNKNOWN_COMMAND.contains(reply.code())) {
            throw refused(dialect.greetingVerb(), reply);
        }
        heloOrRefusal();
    }

    /** Greets once more, for a server that was made to forget the session. */
    void greetAgain() throws SmtpException {
        forget();
        greetIfNeeded(false);
    }

    void heloOrRefusal() throws SmtpException {
        Reply reply = helo(localName);
        if (!greeted) {
            throw refused(HELO, reply);
        }
    }

    private Reply greet(String verb, String name) throws SmtpException {
        Command command = Command.greeting(verb, name);
        boolean before = greeted;
        Extensions known = extensions;
        greeted = false;
        become(Capabilities.none());
        Reply reply = conversation.ask(command, Stage.EHLO, Timeouts.Phase.COMMAND);
        greetings++;
        greeted = reply.isPositiveCompletion();
        if (before && reply.isNegative()) {
            greeted = true;
            use(known);
        }
        return reply;
    }

    private void become(Capabilities capabilities) {
        if (capabilities == Capabilities.none() && extensions.capabilities() == capabilities) {
            // Nothing was offered since these were made.
            return;
        }
        use(Extensions.of(capabilities, providers));
    }

    private void use(Extensions changed) {
        extensions = changed;
        conversation.allow(changed.pipelining(), changed.enhancedStatusCodes());
    }

    private HeloRefusedException refused(String verb, Reply reply) {
        return new HeloRefusedException(
                conversation.peer() + " refused " + verb + " " + localName + ": " + reply, ehloReply, reply);
    }
}
