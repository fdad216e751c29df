// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.jspecify.annotations.Nullable;
import org.postrider.Session;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server, and how to talk to it, for each command that sends mail. */
final class SessionOptions {

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URI",
            description = "such as smtp://host, smtp://host:587 or lmtp:///path/of/a/socket")
    private String server = "";

    @Option(names = "--helo", paramLabel = "NAME", description = "the name to give to EHLO")
    private @Nullable String helo;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    @Mixin
    private ExtensionOptions extensions = new ExtensionOptions();

    /** A session as it was asked for, not opened yet. */
    Session.Builder builder() {
        Session.Builder builder = security.applyTo(Session.builder(security.server(server)))
                .ignoring(extensions.ignored())
                .strictEightBit(extensions.strictEightBit())
                .chunking(extensions.chunking());
        if (helo != null) {
            builder.localName(helo);
        }
        return builder.timeouts(timeout.timeouts());
    }

    /** What was said of extensions. */
    ExtensionOptions extensions() {
        return extensions;
    }
}
