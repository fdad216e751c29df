// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

import java.util.List;
import java.util.Optional;
import org.postrider.Credentials;
import org.postrider.Deadline;
import org.postrider.Transport;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.tls.ChannelBinding;
import org.postrider.internal.Escape;
import org.postrider.spi.AuthContext;

/** What a mechanism can ask about its exchange. */
final class Context implements AuthContext {

    private final Conversation conversation;
    private final Destination destination;
    private final String mechanism;
    private final List<String> offered;
    private final Credentials credentials;
    private final Deadline deadline;
    private Optional<String> bindingGiven = Optional.empty();

    Context(
            Conversation conversation,
            Destination destination,
            String mechanism,
            List<String> offered,
            Credentials credentials,
            Deadline deadline) {
        this.conversation = conversation;
        this.destination = destination;
        this.mechanism = mechanism;
        this.offered = offered;
        this.credentials = credentials;
        this.deadline = deadline;
    }

    @Override
    public String mechanism() {
        return mechanism;
    }

    @Override
    public List<String> offered() {
        return offered;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public String host() {
        return destination.host();
    }

    @Override
    public int port() {
        return destination.port();
    }

    @Override
    public Transport.Protection protection() {
        return conversation.protection();
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Optional<byte[]> channelBinding(String type) {
        Optional<byte[]> data = conversation.tlsSession().flatMap(session -> ChannelBinding.of(session, type));
        if (data.isPresent() && bindingGiven.isEmpty()) {
            bindingGiven = Optional.of(Escape.text(type));
        }
        return data;
    }

    /** The type of the first channel binding data that the mechanism was given. */
    Optional<String> bindingGiven() {
        return bindingGiven;
    }
}
