// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client over the JDK's sockets that speaks in clear until it is told to shake hands; each read is bounded. */
final class TlsClient implements AutoCloseable {

    private final Socket socket;
    private @Nullable SSLSocket tls;

    TlsClient(ScriptedServer server) throws IOException {
        socket = new Socket(server.host(), server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
    }

    /** Shakes hands, offering these versions alone if there are any, and asking for mail.test. */
    TlsClient handshake(SSLContext context, String... protocols) throws IOException {
        SSLSocket layered = (SSLSocket) context.getSocketFactory().createSocket(socket, "mail.test", 0, false);
        if (protocols.length > 0) {
            layered.setEnabledProtocols(protocols);
        }
        tls = layered;
        layered.startHandshake();
        return this;
    }

    SSLSession session() {
        return secured().getSession();
    }

    private SSLSocket secured() {
        if (tls == null) {
            throw new IllegalStateException("no handshake yet");
        }
        return tls;
    }

    private OutputStream out() throws IOException {
        return tls == null ? socket.getOutputStream() : tls.getOutputStream();
    }

    private InputStream in() throws IOException {
        return tls == null ? socket.getInputStream() : tls.getInputStream();
    }

    TlsClient send(String octets) throws IOException {
        return send(octets.getBytes(ISO_8859_1));
    }

    TlsClient send(byte[] octets) throws IOException {
        out().write(octets);
        return this;
    }

    /** Past the TLS engine. */
    TlsClient sendInClear(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        return this;
    }

    /** What one read brings. */
    String readOnce() throws IOException {
        byte[] octets = new byte[65536];
        return new String(octets, 0, in().read(octets), ISO_8859_1);
    }

    byte[] read(int count) throws IOException {
        return in().readNBytes(count);
    }

    /** Reads to the end of the stream, which must be an orderly one. */
    String rest() throws IOException {
        return new String(in().readAllBytes(), ISO_8859_1);
    }

    /** Sends close_notify alone. */
    TlsClient closeNotify() throws IOException {
        secured().shutdownOutput();
        return this;
    }

    /** Sends FIN alone. */
    TlsClient truncate() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** With close_notify inside TLS, unless the socket is closed already. */
    @Override
    public void close() throws IOException {
        try (socket) {
            if (tls != null && !socket.isClosed() && !socket.isOutputShutdown()) {
                // It would wait this long for the server's close_notify, which scripts seldom send.
                socket.setSoTimeout(1);
                tls.close();
            }
        }
    }
}
