// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.net.URI;
import java.util.OptionalInt;
import org.postrider.internal.Ascii;
import org.postrider.internal.Escape;
import org.postrider.internal.HostName;

/**
 * Host and port of a server URI. The authority is read here and not by {@link URI}, which has no host for a name with an underscore and no
 * complaint about a port that is no number.
 *
 * @param host without brackets, a name as its A-labels; empty if the URI has no authority
 * @param port -1 if there is none
 */
record ServerAddress(String host, int port) {

    private static final int MAX_PORT = 65_535;

    /** Checks what needs no transport to be known. */
    static URI checked(URI uri) {
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw bad(uri, "write a scheme and two slashes, such as smtp://host or smtp://host:port");
        }
        String authority = authority(uri);
        if (authority.indexOf('@') >= 0) {
            throw bad(uri, "user and password do not belong into the URI");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(uri, "it must have neither query nor fragment");
        }
        return uri;
    }

    /** Reads {@code scheme://host[:port]}. */
    static ServerAddress withHost(URI uri, OptionalInt defaultPort) {
        String path = uri.getRawPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            throw bad(uri, "it must end after host and port");
        }
        String authority = authority(uri);
        int end = endOfHost(uri, authority);
        String host = authority.startsWith("[") ? authority.substring(1, end - 1) : authority.substring(0, end);
        boolean hasPort = end < authority.length();
        int port = hasPort ? number(uri, authority.substring(end + 1)) : -1;
        if (host.isEmpty()) {
            throw bad(uri, "the host is missing");
        }
        if (port == 0) {
            throw bad(uri, "the port is a number of 1 to " + MAX_PORT);
        }
        if (!hasPort && defaultPort.isEmpty()) {
            throw bad(uri, "this scheme has no default port, name one");
        }
        return new ServerAddress(toAscii(uri, host), hasPort ? port : defaultPort.getAsInt());
    }

    private static String toAscii(URI uri, String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host.replace("%25", "%");
        }
        return HostName.toAscii(host)
                .orElseThrow(() -> bad(uri, "its host has no form in ASCII; write the host as A-labels (xn--...)"));
    }

    /** Where the host ends, its brackets included. */
    private static int endOfHost(URI uri, String authority) {
        if (authority.startsWith("[")) {
            int end = authority.lastIndexOf(']') + 1;
            boolean address = authority.indexOf(':') < end - 1;
            if (!address || (end < authority.length() && authority.charAt(end) != ':')) {
                throw malformed(uri);
            }
            return end;
        }
        int end = authority.indexOf(':');
        if (end != authority.lastIndexOf(':')) {
            throw malformed(uri);
        }
        return end < 0 ? authority.length() : end;
    }

    /** A port; 0 if there is no digit. */
    private static int number(URI uri, String digits) {
        int number = 0;
        for (int i = 0; i < digits.length() && number <= MAX_PORT; i++) {
            if (!Ascii.isDigit(digits.charAt(i))) {
                throw malformed(uri);
            }
            number = 10 * number + digits.charAt(i) - '0';
        }
        if (number > MAX_PORT) {
            throw malformed(uri);
        }
        return number;
    }

    private static IllegalArgumentException malformed(URI uri) {
        return bad(uri, "write host, host:port or [IPv6]:port, the port as a number of 1 to " + MAX_PORT);
    }

    /** Reads {@code scheme:///path}. */
    static ServerAddress withPath(URI uri) {
        if (!authority(uri).isEmpty() || uri.getPath() == null || uri.getPath().isEmpty()) {
            throw bad(
                    uri,
                    "write three slashes and an absolute path, such as " + Escape.text(uri.getScheme())
                            + ":///run/socket");
        }
        return new ServerAddress("", -1);
    }

    private static String authority(URI uri) {
        return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    }

    private static IllegalArgumentException bad(URI uri, String advice) {
        return new IllegalArgumentException(Escape.quotedUri(uri.toString()) + " names no server: " + advice);
    }
}
