// SPDX-License-Identifier: Apache-2.0
package org.postrider.samples.xclient;

import java.net.InetAddress;
import org.postrider.spi.AbstractProvider;

/**
 * Brings XCLIENT to a session. It knows whom the session speaks for, so it is made for that session and registered nowhere:
 *
 * <pre>{@code
 * Session.builder("smtp://relay.example.org")
 *         .providers(Providers.installed().withFirst(new XclientProvider(address, "spike.example.org")))
 *         .open();
 * }</pre>
 */
public final class XclientProvider extends AbstractProvider {

    /**
     * A provider for sessions that speak for one client.
     *
     * @param address the client's address
     * @param name the client's host name, letters, digits, hyphens and dots; empty if it has none
     * @throws IllegalArgumentException if it is no host name
     */
    public XclientProvider(InetAddress address, String name) {
        super("sample-xclient", "1", "Postfix's XCLIENT");
        String checked = XclientExtension.checkedName(name);
        extension("XCLIENT", () -> new XclientExtension(address, checked));
    }
}
