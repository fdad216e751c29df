// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server that plays a dialogue over a real socket and checks what the client sends, octet by octet.
 *
 * <pre>{@code
 * try (ScriptedServer server = ScriptedServer.play("""
 *         S: 220 ready
 *         C: EHLO me.test
 *         S: 250 srv
 *         C: QUIT
 *         S: 221 bye
 *         """)) {
 *     ... // a client connects to server.uri()
 *     server.verify();
 * }
 * }</pre>
 *
 * <p>The steps, one a line; empty lines and lines that begin with {@code #} are passed over:
 * <ul>
 * <li>{@code S: text} sends the text and CRLF. Adjacent ones leave in one write.
 * <li>{@code S! text} sends the text alone, with the escapes {@code \r \n \t \0 \\ \xHH \}{@code uXXXX}.
 * <li>{@code C: text} expects exactly the text and CRLF; {@code C^ text} in any letter case.
 * <li>{@code C! text} expects exactly the text alone, with escapes.
 * <li>{@code C~ regex} expects a line that matches as a whole.
 * <li>{@code C* n} takes n octets; {@code C.} takes content up to its end mark, see {@link #content}; {@code C<EOF} expects the client to
 * close.
 * <li>{@code @close}, {@code @reset}, {@code @shutdown} (of the server's half only), {@code @silence} (until the client goes),
 * {@code @stopread}.
 * <li>{@code @pause 200ms}; {@code @quiet 50ms} (the client must send nothing); {@code @unread} (nothing of the client's may be waiting);
 * {@code @limit 2s} (for each wait, 10 s unless changed).
 * <li>{@code @await name} waits for {@link #signal}; {@code @mark name} releases {@link #awaitStep}.
 * <li>{@code @slice 1 every 5ms} sends in pieces, until {@code @slice off}; {@code @repeat 1000 S: text}; {@code @endless S! text}.
 * <li>{@code @next} goes on with the next connection.
 * </ul>
 *
 * <p>Behind its last step the client must close and send nothing more, unless that step ended the connection. Methods may be called from
 * any thread.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final Duration VERIFY_LIMIT = Duration.ofSeconds(15);

    private final ServerSocket listening;
    private final Script script;
    private final Recording recording = new Recording();
    private final Latches latches = new Latches();
    private final CountDownLatch played = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable Socket> current = new AtomicReference<>();

    private ScriptedServer(ServerSocket listening, Script script) {
        this.listening = listening;
        this.script = script;
    }

    /**
     * Listens on 127.0.0.1 and plays a script to who connects.
     *
     * @param script the steps
     * @return the running server
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     */
    public static ScriptedServer play(String script) {
        try {
            return play(script, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("four octets are an address", e);
        }
    }

    /**
     * Listens on an address of this machine and plays a script to who connects.
     *
     * @param script the steps
     * @param address the address
     * @return the running server
     * @throws IllegalArgumentException if the script is malformed; the message names the line
     */
    public static ScriptedServer play(String script, InetAddress address) {
        Script parsed = Script.parse(script);
        try {
            ServerSocket listening = new ServerSocket();
            boolean stopsReading = parsed.connections().stream()
                    .flatMap(List::stream)
                    .anyMatch(line -> line.step() instanceof Step.StopReading);
            if (stopsReading) {
                listening.setReceiveBufferSize(1024);
            }
            listening.bind(new InetSocketAddress(address, 0), 50);
            ScriptedServer server = new ScriptedServer(listening, parsed);
            Thread thread = new Thread(server::run, "scripted-server-" + listening.getLocalPort());
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address, e);
        }
    }

    private void run() {
        try {
            for (List<Script.Line> lines : script.connections()) {
                try (Socket socket = listening.accept()) {
                    current.set(socket);
                    recording.peer((InetSocketAddress) socket.getRemoteSocketAddress());
                    new Player(socket, recording, latches).play(lines);
                }
            }
        } catch (Mismatch | IOException | InterruptedException | RuntimeException e) {
            failure.set(e);
        } finally {
            played.countDown();
        }
    }

    /** {@return the port listened on} */
    public int port() {
        return listening.getLocalPort();
    }

    /** {@return the address listened on, in brackets if it is IPv6} */
    public String host() {
        InetAddress address = listening.getInetAddress();
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /** {@return {@code smtp://} with host and port} */
    public URI uri() {
        return uri("smtp");
    }

    /**
     * The server's URI.
     *
     * @param scheme its scheme
     * @return scheme, host and port
     */
    public URI uri(String scheme) {
        return URI.create(scheme + "://" + host() + ":" + port());
    }

    /**
     * Waits until the script has been played to its end.
     *
     * @throws AssertionError if the client did anything else than the script says; the message shows what and where
     */
    public void verify() {
        try {
            if (!played.await(VERIFY_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw report("the script was not played to its end within " + VERIFY_LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the script was being played", e);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw report(failed instanceof Mismatch ? String.valueOf(failed.getMessage()) : failed.toString());
        }
    }

    private AssertionError report(String fault) {
        return new AssertionError(fault + "\nthe dialogue so far:\n  " + recording.dialogue());
    }

    /** {@return all octets that clients have sent so far, up to 16 MiB} */
    public byte[] received() {
        return recording.received();
    }

    /** {@return the size of each read that brought octets, in order: a group of commands in one write is one read} */
    public List<Integer> reads() {
        return recording.reads();
    }

    /**
     * The content that a {@code C.} step has taken.
     *
     * @param index the first has 0
     * @return its octets as they were on the wire, dots doubled, without the end mark
     */
    public byte[] content(int index) {
        return recording.content(index);
    }

    /** {@return the address of each client that connected, in order} */
    public List<InetSocketAddress> peers() {
        return recording.peers();
    }

    /** {@return how many clients connected} */
    public int connections() {
        return recording.peers().size();
    }

    /**
     * Lets an {@code @await} step go on.
     *
     * @param name its name
     */
    public void signal(String name) {
        latches.release(name);
    }

    /**
     * Waits until the script has come to an {@code @mark} step.
     *
     * @param name its name
     * @throws AssertionError if it does not within 10 s
     */
    public void awaitStep(String name) {
        try {
            if (!latches.await(name, Duration.ofSeconds(10))) {
                throw report(String.format(Locale.ROOT, "the script did not come to @mark %s within 10 s", name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for @mark " + name, e);
        }
    }

    /** Stops the server. Never throws, and may be called again. */
    @Override
    public void close() {
        latches.release("closing");
        try {
            listening.close();
            Socket socket = current.get();
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            System.getLogger(ScriptedServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing the scripted server failed", e);
        }
    }
}
