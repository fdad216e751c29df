// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server over a real socket whose answers depend on what the client said, for what no script can know beforehand: nonces, proofs, channel
 * bindings. One connection at a time. What came in clear and what came by TLS are kept apart.
 */
final class LiveServer implements AutoCloseable {

    /** Answers the lines of one connection. */
    @FunctionalInterface
    interface Answers {
        /** Returns whole reply lines with CRLF; an empty string says nothing. */
        String to(String line, Connection connection) throws IOException;
    }

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final boolean implicit;
    private final Function<Connection, Answers> answers;
    private final List<String> inClear = Collections.synchronizedList(new ArrayList<>());
    private final List<String> byTls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<SSLSession> sessions = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    private LiveServer(@Nullable SSLContext tls, boolean implicit, Function<Connection, Answers> answers)
            throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.tls = tls;
        this.implicit = implicit;
        this.answers = answers;
        this.thread = new Thread(this::serve, "live-server");
        thread.setDaemon(true);
        thread.start();
    }

    static LiveServer inClear(Function<Connection, Answers> answers) {
        return start(null, false, answers);
    }

    static LiveServer withTls(SSLContext tls, boolean implicit, Function<Connection, Answers> answers) {
        return start(tls, implicit, answers);
    }

    private static LiveServer start(@Nullable SSLContext tls, boolean implicit, Function<Connection, Answers> answers) {
        try {
            return new LiveServer(tls, implicit, answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that says yes to everything, offers STARTTLS in clear, and other keywords by TLS. */
    static Function<Connection, Answers> yes(String... keywords) {
        boolean[] content = new boolean[1];
        return connection -> (line, c) -> {
            if (content[0]) {
                content[0] = !line.equals(".");
                return content[0] ? "" : "250 2.0.0 kept\r\n";
            }
            String offered = String.join("\r\n250-", keywords);
            return switch (line.split(" ", -1)[0].toUpperCase(Locale.ROOT)) {
                case "" -> "220 hi\r\n";
                case "EHLO" ->
                    c.isSecured() || c.hasNoTls()
                            ? "250-srv\r\n" + (offered.isEmpty() ? "" : "250-" + offered + "\r\n") + "250 HELP\r\n"
                            : "250-srv\r\n250-SIZE 1\r\n250-LIMITS RCPTMAX=1 MAILMAX=1\r\n250 STARTTLS\r\n";
                case "STARTTLS" -> c.startTls("220 go\r\n");
                case "DATA" -> {
                    content[0] = true;
                    yield "354 go\r\n";
                }
                case "AUTH" -> "235 2.7.0 welcome\r\n";
                case "QUIT" -> "221 bye\r\n";
                default -> "250 ok\r\n";
            };
        };
    }

    URI uri() {
        return URI.create((implicit ? "smtps" : "smtp") + "://127.0.0.1:" + listener.getLocalPort());
    }

    /** The same server by its name. */
    URI namedUri() {
        return URI.create((implicit ? "smtps" : "smtp") + "://localhost:" + listener.getLocalPort());
    }

    List<String> inClear() {
        return List.copyOf(inClear);
    }

    List<String> byTls() {
        return List.copyOf(byTls);
    }

    /** How connections ended that did not end well. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    List<SSLSession> sessions() {
        return List.copyOf(sessions);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept();
                    Connection connection = new Connection(socket)) {
                connection.converse();
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            }
        }
    }

    /** One client. */
    final class Connection implements AutoCloseable {

        private final Socket raw;
        private Socket socket;
        private boolean wantsTls;
        private boolean secured;
        private boolean wantsEnd;

        Connection(Socket socket) {
            this.raw = socket;
            this.socket = socket;
        }

        /** TLS begins when the answer under way has been sent. */
        String startTls(String answer) {
            wantsTls = true;
            return answer;
        }

        /** The connection ends when the answer under way has been sent. */
        String end(String answer) {
            wantsEnd = true;
            return answer;
        }

        boolean hasNoTls() {
            return tls == null;
        }

        boolean isSecured() {
            return secured;
        }

        SSLSession session() {
            return ((SSLSocket) socket).getSession();
        }

        void converse() throws IOException {
            if (implicit) {
                upgrade();
            }
            Answers mine = answers.apply(this);
            say(mine.to("", this));
            for (String line = readLine(); line != null && !wantsEnd; line = wantsEnd ? null : readLine()) {
                (secured ? byTls : inClear).add(line);
                String answer = mine.to(line, this);
                say(answer);
                if (wantsTls) {
                    wantsTls = false;
                    upgrade();
                }
            }
        }

        private void upgrade() throws IOException {
            SSLContext context = Objects.requireNonNull(tls);
            SSLSocket upgraded = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            upgraded.setUseClientMode(false);
            upgraded.setWantClientAuth(true);
            upgraded.startHandshake();
            socket = upgraded;
            secured = true;
            sessions.add(upgraded.getSession());
        }

        /** Renegotiates, which only TLS 1.2 can. */
        void handshakeAgain() throws IOException {
            ((SSLSocket) socket).startHandshake();
        }

        /** Ends the connection below TLS, without close_notify. */
        void truncate() throws IOException {
            raw.shutdownOutput();
        }

        private void say(String answer) throws IOException {
            if (!answer.isEmpty()) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
        }

        private @Nullable String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    return line.toString(StandardCharsets.UTF_8).stripTrailing();
                }
                line.write(octet);
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
