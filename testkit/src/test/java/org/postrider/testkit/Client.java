// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** A client that does as it is told, octet by octet; each read is bounded. */
final class Client implements AutoCloseable {

    private final Socket socket;

    Client(ScriptedServer server) throws IOException {
        String host = server.host();
        socket = new Socket(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
    }

    Client send(String octets) throws IOException {
        return send(octets.getBytes(ISO_8859_1));
    }

    Client send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    /** Reads so many octets. */
    String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), ISO_8859_1);
    }

    /** Reads what one read brings. */
    int readOnce() throws IOException {
        return socket.getInputStream().read(new byte[65536]);
    }

    /** Reads one line, with its CRLF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                return line.toString();
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /** Reads to the end of the stream, and counts. */
    long count() throws IOException {
        return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Reads to the end of the stream. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    int port() {
        return socket.getLocalPort();
    }

    Client endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
