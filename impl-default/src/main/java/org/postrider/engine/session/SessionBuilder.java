// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.BareLineEnds;
import org.postrider.Credentials;
import org.postrider.Greeting;
import org.postrider.HostResolver;
import org.postrider.OverLimits;
import org.postrider.Parameter;
import org.postrider.Providers;
import org.postrider.Session;
import org.postrider.SessionListener;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;

/** Collects the options of a session. */
public final class SessionBuilder implements Session.Builder {

    private static final int MAX_WINDOW = 1000;

    private @Nullable URI server;
    private @Nullable String localName;
    private @Nullable InetSocketAddress localAddress;
    private Timeouts timeouts = Timeouts.defaults();
    private @Nullable Providers providers;
    private @Nullable TlsPolicy tls;
    private TlsSettings tlsSettings = TlsSettings.defaults();
    private @Nullable Credentials credentials;
    private AuthPolicy authPolicy = AuthPolicy.defaults();
    private final List<SessionListener> listeners = new ArrayList<>();
    private Greeting greeting = Greeting.EHLO;
    private boolean partialAcceptance = true;
    private boolean eager;
    private boolean chunking;
    /** What a server offered and did not know; the next sessions do without. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private int window;
    private Set<String> ignored = Set.of();
    private OverLimits overLimits = OverLimits.SPLIT;
    private BareLineEnds bareLineEnds = BareLineEnds.NORMALISE;
    private boolean strictEightBit;
    private boolean acceptBareLfInReplies;
    private HostResolver resolver = HostResolver.system();

    /** Has the defaults. */
    public SessionBuilder() {}

    @Override
    public Session.Builder server(URI uri) {
        Objects.requireNonNull(uri, "server");
        server = ServerAddress.checked(uri);
        return this;
    }

    @Override
    public Session.Builder localName(String name) {
        Objects.requireNonNull(name, "name");
        localName = LocalName.checked(name);
        return this;
    }

    @Override
    public Session.Builder localAddress(InetSocketAddress address) {
        Objects.requireNonNull(address, "address");
        localAddress = address;
        return this;
    }

    @Override
    public Session.Builder timeouts(Timeouts limits) {
        Objects.requireNonNull(limits, "timeouts");
        timeouts = limits;
        return this;
    }

    @Override
    public Session.Builder providers(Providers chosen) {
        Objects.requireNonNull(chosen, "providers");
        providers = chosen;
        return this;
    }

    @Override
    public Session.Builder listener(SessionListener listener) {
        Objects.requireNonNull(listener, "listener");
        listeners.add(listener);
        return this;
    }

    @Override
    public Session.Builder tls(TlsPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        tls = policy;
        return this;
    }

    @Override
    public Session.Builder tlsSettings(TlsSettings settings) {
        Objects.requireNonNull(settings, "settings");
        tlsSettings = settings;
        return this;
    }

    @Override
    public Session.Builder credentials(Credentials identity) {
        Objects.requireNonNull(identity, "credentials");
        credentials = identity;
        return this;
    }

    @Override
    public Session.Builder authPolicy(AuthPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        authPolicy = policy;
        return this;
    }

    @Override
    public Session.Builder greeting(Greeting way) {
        Objects.requireNonNull(way, "greeting");
        greeting = way;
        return this;
    }

    @Override
    public Session.Builder partialAcceptance(boolean allowed) {
        partialAcceptance = allowed;
        return this;
    }

    @Override
    public Session.Builder ignoring(String... ehloKeywords) {
        Objects.requireNonNull(ehloKeywords, "ehloKeywords");
        ignored = Arrays.stream(ehloKeywords).map(Parameter::checkedKeyword).collect(Collectors.toUnmodifiableSet());
        return this;
    }

    @Override
    public Session.Builder eager(boolean wholeAtOnce) {
        eager = wholeAtOnce;
        return this;
    }

    @Override
    public Session.Builder chunking(boolean preferred) {
        chunking = preferred;
        return this;
    }

    @Override
    public Session.Builder window(int transactions) {
        if (transactions < 0 || transactions > MAX_WINDOW) {
            throw new IllegalArgumentException(
                    "a window of " + transactions + " transactions; choose 0 to " + MAX_WINDOW);
        }
        window = transactions;
        return this;
    }

    @Override
    public Session.Builder overLimits(OverLimits policy) {
        Objects.requireNonNull(policy, "policy");
        overLimits = policy;
        return this;
    }

    @Override
    public Session.Builder bareLineEnds(BareLineEnds policy) {
        Objects.requireNonNull(policy, "policy");
        bareLineEnds = policy;
        return this;
    }

    @Override
    public Session.Builder strictEightBit(boolean strict) {
        strictEightBit = strict;
        return this;
    }

    @Override
    public Session.Builder acceptBareLfInReplies(boolean accepted) {
        acceptBareLfInReplies = accepted;
        return this;
    }

    @Override
    public Session.Builder resolver(HostResolver chosen) {
        Objects.requireNonNull(chosen, "resolver");
        resolver = chosen;
        return this;
    }

    @Override
    public Session open() throws SmtpException {
        URI uri = server;
        if (uri == null) {
            throw new IllegalStateException("no server: call server(..) first");
        }
        return SessionOpener.open(new SessionOptions(
                uri,
                Optional.ofNullable(localName),
                Optional.ofNullable(localAddress),
                timeouts,
                providers == null ? Providers.installed() : providers,
                Optional.ofNullable(tls),
                tlsSettings,
                Optional.ofNullable(credentials),
                authPolicy,
                List.copyOf(listeners),
                greeting,
                partialAcceptance,
                eager,
                chunking,
                refused::add,
                window,
                Stream.concat(ignored.stream(), refused.stream()).collect(Collectors.toUnmodifiableSet()),
                overLimits,
                bareLineEnds,
                strictEightBit,
                acceptBareLfInReplies,
                resolver));
    }
}
