// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.postrider.AuthPolicy;
import org.postrider.BareLineEnds;
import org.postrider.Credentials;
import org.postrider.Greeting;
import org.postrider.HostResolver;
import org.postrider.OverLimits;
import org.postrider.Providers;
import org.postrider.SessionListener;
import org.postrider.Timeouts;
import org.postrider.TlsPolicy;
import org.postrider.TlsSettings;

/** What a builder has collected. */
record SessionOptions(
        URI server,
        Optional<String> localName,
        Optional<InetSocketAddress> localAddress,
        Timeouts timeouts,
        Providers providers,
        Optional<TlsPolicy> tls,
        TlsSettings tlsSettings,
        Optional<Credentials> credentials,
        AuthPolicy authPolicy,
        List<SessionListener> listeners,
        Greeting greeting,
        boolean partialAcceptance,
        boolean eager,
        boolean chunking,
        Consumer<String> refused,
        int window,
        Set<String> ignored,
        OverLimits overLimits,
        BareLineEnds bareLineEnds,
        boolean strictEightBit,
        boolean acceptBareLfInReplies,
        HostResolver resolver) {}
