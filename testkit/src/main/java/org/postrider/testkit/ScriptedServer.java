// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A server that plays a written dialogue over a real socket and checks the client octet by octet.
 *
 * <pre>{@code
 * try (ScriptedServer server = ScriptedServer.play("""
 *         S: 220 mail.example.org ready
 *         C: EHLO [127.0.0.1]
 *         S: 250-mail.example.org
 *         S: 250 PIPELINING
 *         C: QUIT
 *         S: 221 bye
 *         C<EOF
 *         """)) {
 *     callTheClient(server.uri());
 *     server.verify();
 * }
 * }</pre>
 *
 * <p>A script is read line by line; leading blanks, empty lines and lines that start with {@code #} are ignored.
 *
 * <table>
 * <caption>The script language</caption>
 * <tr><th>Line</th><th>Meaning</th></tr>
 * <tr><td>{@code S: text}</td><td>Sends the text and CRLF, in UTF-8. Adjacent S lines are one write.</td></tr>
 * <tr><td>{@code C: text}</td><td>Expects exactly the text and CRLF.</td></tr>
 * <tr><td>{@code S! text}, {@code C! text}</td><td>The same without CRLF, and with the escapes {@code \r \n \t \0 \\},
 *     {@code \xHH} (an octet) and four hexadecimal digits after {@code \}{@code u} (a UTF-16 unit).</td></tr>
 * <tr><td>{@code C~ regex}</td><td>Expects one line that matches as a whole, its CRLF aside.</td></tr>
 * <tr><td>{@code C^ text}</td><td>As {@code C:}, but ASCII letter case is ignored.</td></tr>
 * <tr><td>{@code C* N}</td><td>Takes exactly N octets, whatever they are.</td></tr>
 * <tr><td>{@code C.}</td><td>Takes content up to CRLF . CRLF; see {@link #content(int)}.</td></tr>
 * <tr><td>{@code C+}</td><td>Takes {@code BDAT n} and its octets, again and again up to {@code BDAT n LAST}; all but the last are
 *     answered with 250. See {@link #content(int)}.</td></tr>
 * <tr><td>{@code C<EOF}</td><td>Expects the client to end its side: FIN, which may come after close_notify inside
 *     TLS.</td></tr>
 * <tr><td>{@code C<CLOSE_NOTIFY}</td><td>Inside TLS: expects close_notify, before any FIN. It is not answered unless
 *     {@code @close} follows.</td></tr>
 * <tr><td>{@code @tls}</td><td>Does a TLS handshake as server; all that follows in this connection is inside TLS. May
 *     stand first (implicit TLS) or later (STARTTLS). Octets that the client sent before and that no step took belong
 *     to the handshake. S lines before it leave in clear.</td></tr>
 * <tr><td>{@code @tls 1.2}, {@code @tls 1.3}</td><td>The same; only this version is offered.</td></tr>
 * <tr><td>{@code @tls need-cert}</td><td>The same; the client must show a certificate that the server's context
 *     trusts.</td></tr>
 * <tr><td>{@code @tls refused}</td><td>The client must not go through with the handshake: it sends an alert, closes,
 *     does not offer the version, or does not show the certificate. Octets in clear are a mismatch, also
 *     afterwards. These words may stand together.</td></tr>
 * <tr><td>{@code @pause 200ms}</td><td>Does nothing for this time.</td></tr>
 * <tr><td>{@code @mark name}</td><td>Releases {@link #awaitStep(String)}.</td></tr>
 * <tr><td>{@code @await name}</td><td>Waits for {@link #signal(String)}.</td></tr>
 * <tr><td>{@code @close}</td><td>Sends FIN, inside TLS close_notify and FIN, and closes the socket.</td></tr>
 * <tr><td>{@code @truncate}</td><td>Inside TLS: sends FIN without close_notify and closes the socket.</td></tr>
 * <tr><td>{@code @reset}</td><td>Sends RST.</td></tr>
 * <tr><td>{@code @shutdown}</td><td>Sends FIN, inside TLS close_notify and FIN, and goes on reading.</td></tr>
 * <tr><td>{@code @silence}</td><td>Sends nothing, drops what comes, waits until the client closes or resets.</td></tr>
 * <tr><td>{@code @stopread}</td><td>Reads nothing more until the client is done, that is until {@link #verify()} or
 *     until it connects again; it must have closed or reset by then or do so soon.</td></tr>
 * <tr><td>{@code @endless S! text}</td><td>Sends the octets (or an {@code S:} line) again and again, drops what comes,
 *     until the client closes or resets; 64 MiB taken is a mismatch.</td></tr>
 * <tr><td>{@code @repeat N S: text}</td><td>Sends the line (or {@code S!} octets) N times as one stream.</td></tr>
 * <tr><td>{@code @slice N [every 5ms]}</td><td>From here on, output leaves in writes of N octets, with a pause
 *     between; {@code @slice off} ends it.</td></tr>
 * <tr><td>{@code @quiet 50ms}</td><td>Fails if octets of the client are unread or come within this time.</td></tr>
 * <tr><td>{@code @unread}</td><td>Fails if octets of the client are unread now.</td></tr>
 * <tr><td>{@code @limit 2s}</td><td>From here on, a step may take this long; 10 s unless told.</td></tr>
 * <tr><td>{@code @next}</td><td>The rest belongs to the next connection.</td></tr>
 * </table>
 *
 * <p>After the last line of a connection the client must close, and octets that come instead are a mismatch, unless
 * the script ended the connection itself by {@code @close}, {@code @truncate}, {@code @reset}, {@code @silence}, {@code @endless} or
 * {@code @stopread}; only {@code @mark}, {@code @await} and {@code @pause} may follow those. A reset by the client is a
 * close where a close was expected, and a mismatch elsewhere. At the first mismatch the server closes the connection,
 * and from then on, as after the end of its script, each further connection is closed at once.
 *
 * <p>All methods may be called from any thread.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ScriptedServer.class.getName());
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);

    private final Script script;
    private final Door door;
    private final Recording recording = new Recording();
    private final Latches signals;
    private final Latches marks;
    private final Player player;
    private final Thread thread;
    private volatile boolean verified;

    private ScriptedServer(Script script, SocketAddress bindTo, @Nullable SSLContext context) throws IOException {
        this.script = script;
        door = Door.open(bindTo, script.stopsReading());
        signals = new Latches("@await", script.signals());
        marks = new Latches("@mark", script.marks());
        player = new Player(script, new Scene.Stage(door, recording, signals, marks, new Dialogue(), context));
        thread = new Thread(player, "scripted-server-" + door.address());
        thread.setDaemon(true);
    }

    /**
     * Starts a server on a free port of 127.0.0.1. It listens when this method returns; a daemon thread plays.
     *
     * @param script the dialogue
     * @return the server, to be closed by the caller
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     * @throws UncheckedIOException if no socket can be bound
     */
    public static ScriptedServer play(String script) {
        return start(script, new InetSocketAddress(loopback(), 0), null);
    }

    /**
     * Starts a server on a free port of 127.0.0.1 that can do TLS. It listens when this method returns; a daemon thread
     * plays.
     *
     * @param script the dialogue; TLS begins with its step {@code @tls}
     * @param tls the server's key and, for {@code @tls need-cert}, the certificates it trusts
     * @return the server, to be closed by the caller
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     * @throws UncheckedIOException if no socket can be bound
     */
    public static ScriptedServer play(String script, SSLContext tls) {
        return start(script, new InetSocketAddress(loopback(), 0), tls);
    }

    /**
     * Starts a server on a free port of a given local address, such as {@code ::1}.
     *
     * @param script the dialogue
     * @param bindTo the address to listen on
     * @return the server, to be closed by the caller
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     * @throws UncheckedIOException if no socket can be bound to the address
     */
    public static ScriptedServer play(String script, InetAddress bindTo) {
        return start(script, new InetSocketAddress(bindTo, 0), null);
    }

    /**
     * Starts a server on a Unix socket. It has no port, and no RST: {@code @reset} closes.
     *
     * @param script the dialogue
     * @param socket the path of the socket, where nothing must be yet; it stays when the server is closed
     * @return the server, to be closed by the caller
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     * @throws UncheckedIOException if the socket cannot be made
     */
    public static ScriptedServer play(String script, Path socket) {
        return start(script, UnixDomainSocketAddress.of(socket), null);
    }

    private static ScriptedServer start(String script, SocketAddress bindTo, @Nullable SSLContext tls) {
        Script understood = Script.parse(script);
        if (tls == null) {
            understood.firstTls().ifPresent(line -> {
                throw new IllegalArgumentException(
                        "script line " + line.number() + ": no SSLContext was given: " + line.text());
            });
        }
        try {
            ScriptedServer server = new ScriptedServer(understood, bindTo, tls);
            server.thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + bindTo, e);
        }
    }

    /** 127.0.0.1 also where the platform's loopback address is another. */
    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The port that the server listens on.
     *
     * @return a port from 1 to 65535
     * @throws IllegalStateException if it listens on a Unix socket
     */
    public int port() {
        return inetAddress().getPort();
    }

    private InetSocketAddress inetAddress() {
        if (door.address() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IllegalStateException("the server listens on the Unix socket " + door.address());
    }

    /**
     * The address that the server listens on, as it stands in a URI.
     *
     * @return {@code 127.0.0.1}, or an IPv6 address in brackets, such as {@code [::1]}
     * @throws IllegalStateException if it listens on a Unix socket
     */
    public String host() {
        InetAddress address = inetAddress().getAddress();
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return address.isLoopbackAddress() ? "[::1]" : "[" + (scope < 0 ? text : text.substring(0, scope)) + "]";
    }

    /**
     * The server as an SMTP URI.
     *
     * @return such as {@code smtp://127.0.0.1:40123}
     */
    public URI uri() {
        return uri("smtp");
    }

    /**
     * The server as a URI of another scheme.
     *
     * @param scheme such as {@code smtps} or {@code lmtp}
     * @return such as {@code lmtp://127.0.0.1:40123}, or {@code lmtp:///run/socket}
     * @throws IllegalArgumentException if that is no URI
     */
    public URI uri(String scheme) {
        if (door.address() instanceof UnixDomainSocketAddress socket) {
            return URI.create(
                    scheme + "://" + socket.getPath().toAbsolutePath().toUri().getRawPath());
        }
        return URI.create(scheme + "://" + host() + ":" + port());
    }

    /**
     * Waits until the script has been played to its end and the client has closed, and says whether all went by the
     * script. To be called once the client is done. The wait is bounded by the limits of the remaining steps.
     *
     * @throws AssertionError with a report if the client departed from the script, connected more often than it says,
     *     or never came to its end; also if the server was closed before, or the thread is interrupted, which stays
     *     so
     */
    public void verify() {
        verified = true;
        door.clientIsDone();
        Optional<Mismatch> mismatch;
        try {
            mismatch = player.verdict(script.atMost());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the script was being played", e);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the script was not over within " + script.atMost().toMillis() + " ms", e);
        }
        if (mismatch.isPresent()) {
            throw failure(mismatch.get());
        }
        int expected = script.acts().size();
        try {
            door.turnAway(recording);
        } catch (ClosedChannelException e) {
            // Closed by close(): whoever came before that is counted.
        } catch (IOException e) {
            throw new AssertionError("the scripted server itself failed: " + e, e);
        }
        if (connections() > expected) {
            throw new AssertionError("the client connected " + connections() + " times, the script has " + expected
                    + " connection" + (expected == 1 ? "" : "s"));
        }
    }

    /**
     * All octets that the server has read from the client so far, those of all connections joined, as the script sees
     * them: what came inside TLS is decrypted, and what TLS says for itself is not among them.
     *
     * @return a copy
     */
    public byte[] received() {
        return recording.octets();
    }

    /**
     * Those of {@link #received()} that came outside of TLS: before a handshake, where a handshake had to begin, or
     * where a TLS record had to begin. What anybody on the network could read of the dialogue.
     *
     * @return a copy
     */
    public byte[] receivedInClear() {
        return recording.inClear();
    }

    /**
     * The TLS session of each handshake that was completed, in the order of the connections. Those of the JDK are
     * {@link javax.net.ssl.ExtendedSSLSession}s and know the name that the client asked for.
     *
     * @return a copy
     */
    public List<SSLSession> tlsSessions() {
        return recording.sessions();
    }

    /**
     * How many octets each read brought, in order and over all connections. A group of commands that the client sent as
     * one write, and that is not longer than the network's segments, is one read; the server reads when a step asks for
     * octets, 64 KiB at most. Inside TLS a read is a TLS record, 16 KiB at most.
     *
     * @return sizes in octets, each above 0; a copy
     */
    public List<Integer> reads() {
        return recording.reads();
    }

    /**
     * The content that a {@code C.} or {@code C+} step took, exactly as it was on the wire, or inside TLS: dots still
     * doubled, and without the final {@code .} CRLF; of chunks their octets alone.
     *
     * @param index which of these steps, from 0, over all connections
     * @return a copy
     * @throws IndexOutOfBoundsException if no such content has been taken yet
     */
    public byte[] content(int index) {
        return recording.content(index);
    }

    /**
     * The client's address of each accepted connection by TCP, in order, those included that the script did not have.
     *
     * @return a copy
     */
    public List<InetSocketAddress> peers() {
        return recording.peers().stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    /**
     * How many connections were accepted so far, those included that the script did not have.
     *
     * @return a number, 0 or more
     */
    public int connections() {
        return recording.peers().size();
    }

    /**
     * Releases the step {@code @await name}, now or when the script comes to it.
     *
     * @param name a name that the script awaits
     * @throws IllegalArgumentException if it awaits no such name
     */
    public void signal(String name) {
        signals.open(name);
    }

    /**
     * Blocks until the script has reached the step {@code @mark name}; for the longest step limit of the script at
     * most.
     *
     * @param name a name that the script marks
     * @throws IllegalArgumentException if it marks no such name
     * @throws AssertionError if the script did not reach the step in time, or was over before, with the report if it
     *     ended in a mismatch; also if the thread is interrupted, which stays so
     */
    public void awaitStep(String name) {
        CompletableFuture<Boolean> mark = marks.latch(name);
        Duration limit = script.longestLimit();
        try {
            player.awaitEither(mark, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted before the script reached @mark " + name, e);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the script did not reach @mark " + name + " within " + limit.toMillis() + " ms", e);
        }
        Optional<Mismatch> mismatch = player.verdict();
        if (!mark.isDone() && mismatch.isPresent()) {
            throw failure(mismatch.get());
        }
    }

    /**
     * Stops everything: the socket, the connection and the thread. Never throws; to close twice does nothing. A
     * mismatch that {@link #verify()} was never asked about is logged as a warning, since an exception of the client
     * may have kept the test from asking.
     */
    @Override
    public void close() {
        if (!verified) {
            player.verdict().ifPresent(mismatch -> LOG.log(System.Logger.Level.WARNING, mismatch.getMessage()));
        }
        verified = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE_AT_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            door.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the listening socket could not be closed", e);
        }
    }

    private static AssertionError failure(Mismatch mismatch) {
        return new AssertionError(mismatch.getMessage(), mismatch.getCause());
    }
}
