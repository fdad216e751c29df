// SPDX-License-Identifier: Apache-2.0
package org.postrider.samples.xclient;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.spi.Extension;
import org.postrider.spi.ExtensionContext;

/** Says XCLIENT once the session has greeted, with those attributes that the server offers to take, and greets again. */
final class XclientExtension implements Extension {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]*");

    private final InetAddress address;
    private final String name;

    XclientExtension(InetAddress address, String name) {
        this.address = address;
        this.name = name;
    }

    static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a host name has letters, digits, hyphens and dots only");
        }
        return name;
    }

    @Override
    public void greeted(ExtensionContext context) throws SmtpException {
        List<String> taken = context.offer().parameters().stream()
                .map(attribute -> attribute.toUpperCase(Locale.ROOT))
                .toList();
        List<String> attributes = new ArrayList<>();
        if (taken.contains("NAME")) {
            attributes.add("NAME=" + (name.isEmpty() ? "[UNAVAILABLE]" : name));
        }
        if (taken.contains("ADDR")) {
            attributes.add("ADDR=" + (address instanceof Inet6Address ? "IPV6:" : "") + address.getHostAddress());
        }
        if (attributes.isEmpty()) {
            return;
        }
        Reply reply = context.command("XCLIENT", String.join(" ", attributes));
        if (!reply.isPositiveCompletion()) {
            throw new XclientRefusedException(context.peer() + " refused XCLIENT: " + reply, reply);
        }
        // The server has forgotten the session but for the connection, and its reply was a greeting.
        context.greetAgain();
    }
}
