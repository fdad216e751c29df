// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.Session;
import org.postrider.TlsPolicy;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** TLS and who the user is, for each command that opens a session. */
final class SecurityOptions {

    /** What {@code --tls} says. */
    enum Tls {
        /** No mail without it. */
        REQUIRED,
        /** Where it is offered. */
        OPPORTUNISTIC,
        /** None, and a password in clear text is allowed. */
        OFF,
        /** Before a word is said. */
        IMPLICIT
    }

    @ArgGroup(exclusive = false)
    private @Nullable LoginOptions login;

    @Option(
            names = "--tls",
            paramLabel = "required|opportunistic|off|implicit",
            description =
                    "by default required with a user and on port 587, else opportunistic, which also takes a server that does not"
                            + " prove who it is if there is no user; off also allows a password in clear text")
    private @Nullable Tls tls;

    @Mixin
    private TlsOptions trust = new TlsOptions();

    /** The server, by {@code --tls implicit} one that shakes hands first. */
    String server(String uri) {
        return tls == Tls.IMPLICIT && uri.startsWith("smtp://") ? "smtps" + uri.substring("smtp".length()) : uri;
    }

    /** Sets all that was given. */
    Session.Builder applyTo(Session.Builder builder) {
        builder.tlsSettings(trust.settings());
        AuthPolicy policy = AuthPolicy.defaults();
        if (tls != null) {
            builder.tls(
                    switch (tls) {
                        case REQUIRED, IMPLICIT -> TlsPolicy.REQUIRED;
                        case OPPORTUNISTIC -> TlsPolicy.OPPORTUNISTIC;
                        case OFF -> TlsPolicy.DISABLED;
                    });
            policy = tls == Tls.OFF ? policy.allowPlaintextAuth() : policy;
        }
        if (login != null) {
            builder.credentials(login.credentials());
            policy = login.applyTo(policy);
        }
        return builder.authPolicy(policy);
    }
}
