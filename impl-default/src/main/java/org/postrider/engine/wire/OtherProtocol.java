// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

/** Guesses what a server speaks that does not speak SMTP; a wrong port is the commonest reason for a malformed reply. */
final class OtherProtocol {

    private OtherProtocol() {}

    static String hint(String line) {
        String name = nameOf(line);
        return name.isEmpty() ? "" : " (it seems to speak " + name + "; is the port right?)";
    }

    private static String nameOf(String line) {
        if (line.startsWith("* ")) {
            return "IMAP";
        }
        if (line.startsWith("+OK") || line.startsWith("-ERR")) {
            return "POP3";
        }
        if (line.startsWith("HTTP/")) {
            return "HTTP";
        }
        if (line.startsWith("SSH-")) {
            return "SSH";
        }
        boolean tlsRecord =
                line.length() >= 2 && line.charAt(0) >= 0x14 && line.charAt(0) <= 0x17 && line.charAt(1) == 3;
        return tlsRecord ? "TLS" : "";
    }
}
