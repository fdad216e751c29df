// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import java.net.URI;
import java.util.Locale;

/** Where secrets may be sent for a token. */
final class TokenEndpoint {

    private TokenEndpoint() {}

    /** The same endpoint, if it is one: https, or http that does not leave the machine, and nothing in it that RFC 6749 forbids. */
    static URI checked(URI endpoint) {
        String host = endpoint.getHost();
        if (host == null
                || endpoint.getScheme() == null
                || endpoint.getRawFragment() != null
                || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a token endpoint is an absolute URI with a host, without user and fragment (RFC 6749 section 3.2)");
        }
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(host.toLowerCase(Locale.ROOT)))) {
            throw new IllegalArgumentException("the token endpoint at " + Text.bounded(host)
                    + " needs https; http is for this machine (localhost, 127.0.0.1, [::1]) only");
        }
        return endpoint;
    }

    /** By its name alone: an answer of the DNS proves nothing. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || isLoopbackAddress(host);
    }

    private static boolean isLoopbackAddress(String host) {
        boolean digits = host.startsWith("127.");
        for (int i = 0; i < host.length() && digits; i++) {
            char c = host.charAt(i);
            digits = c == '.' || (c >= '0' && c <= '9');
        }
        return digits;
    }
}
