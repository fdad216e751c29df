// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

/** How a token is sent, and how an error is acknowledged; all else is the same in both mechanisms. */
enum Form {
    /** RFC 7628. */
    OAUTHBEARER {
        @Override
        String head(String user, String host, int port) {
            String authorizationId = user.replace("=", "=3D").replace(",", "=2C");
            // A socket without ports has none to name; a bearer token does not depend on it.
            String portField = port < 0 ? "" : "port=" + port + SEPARATOR;
            return "n,a=" + authorizationId + "," + SEPARATOR + "host=" + host + SEPARATOR + portField;
        }

        @Override
        byte[] acknowledgement() {
            return new byte[] {1};
        }
    },

    /** Google's, and by now Microsoft's and many others'. */
    XOAUTH2 {
        @Override
        String head(String user, String host, int port) {
            return "user=" + user + SEPARATOR;
        }

        @Override
        byte[] acknowledgement() {
            return new byte[0];
        }
    };

    static final char SEPARATOR = '\u0001';

    /** What stands before the token's field. */
    abstract String head(String user, String host, int port);

    /** What the client says to the error, after which the server says the reply that counts. */
    abstract byte[] acknowledgement();
}
