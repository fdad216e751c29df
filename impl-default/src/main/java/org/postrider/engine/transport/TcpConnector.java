// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postrider.Deadline;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.spi.TransportContext;

/** Connects by TCP to one of the addresses of a host. */
public final class TcpConnector {

    private final TransportContext context;

    private TcpConnector(TransportContext context) {
        this.context = context;
    }

    /**
     * Connects to the first address that answers. Attempts run in parallel (RFC 8305 section 5), each with the CONNECT limit of its own.
     *
     * @param context port, own address and limits
     * @param addresses at least one, in the order in which they are tried
     * @param failures takes each address that failed with its reason
     * @throws java.io.InterruptedIOException if the thread is interrupted; its flag stays set
     * @throws IOException if all fail; the message names each address with its reason
     */
    public static Transport connect(
            TransportContext context, List<InetAddress> addresses, Map<InetAddress, IOException> failures)
            throws IOException {
        TcpConnector connector = new TcpConnector(context);
        return addresses.size() == 1
                ? connector.connectToOnly(addresses.get(0), failures)
                : connector.connectToAny(addresses, failures);
    }

    /** Without a race, and so without its selector. */
    private Transport connectToOnly(InetAddress address, Map<InetAddress, IOException> failures) throws IOException {
        try {
            return ChannelTransport.connect(newChannel(), to(address), nameOf(address), deadline());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failures.put(address, e instanceof SocketTimeoutException ? noAnswer() : e);
            throw allFailed(failures);
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            failures.put(address, unusable(address, e));
            throw allFailed(failures);
        }
    }

    private Transport connectToAny(List<InetAddress> addresses, Map<InetAddress, IOException> failures)
            throws IOException {
        try (ConnectionRace race = new ConnectionRace(this, addresses, failures)) {
            ConnectionRace.Attempt winner = race.run();
            if (winner != null) {
                return ChannelTransport.over(winner.channel(), nameOf(winner.address()));
            }
        }
        throw allFailed(failures);
    }

    /** A channel that is bound where the caller wants it. */
    SocketChannel newChannel() throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean bound = false;
        try {
            // A group of commands is one write; Nagle's algorithm would hold the next one back for the peer's
            // acknowledgement.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (context.localAddress().isPresent()) {
                channel.bind(context.localAddress().get());
            }
            bound = true;
            return channel;
        } finally {
            if (!bound) {
                channel.close();
            }
        }
    }

    InetSocketAddress to(InetAddress address) {
        return new InetSocketAddress(address, context.port());
    }

    Deadline deadline() {
        return Deadline.after(context.timeouts().of(Timeouts.Phase.CONNECT));
    }

    private String nameOf(InetAddress address) {
        return context.host() + ":" + context.port() + " (" + address.getHostAddress() + ")";
    }

    IOException noAnswer() {
        Duration limit = context.timeouts().of(Timeouts.Phase.CONNECT);
        return new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
    }

    /** What the platform throws unchecked for an address that it cannot use. */
    IOException unusable(InetAddress address, RuntimeException e) {
        String reason = "it is of another family than the own address";
        if (e instanceof UnresolvedAddressException) {
            reason = "the own address "
                    + context.localAddress().map(String::valueOf).orElse("") + " is not resolved";
        } else if (context.localAddress().isEmpty() && address instanceof Inet6Address) {
            reason = "IPv6 is off in this JVM (java.net.preferIPv4Stack)";
        }
        IOException failure = new ConnectException(reason);
        failure.initCause(e);
        return failure;
    }

    private static IOException allFailed(Map<InetAddress, IOException> failures) {
        StringBuilder reasons = new StringBuilder();
        boolean tooLate = true;
        for (Map.Entry<InetAddress, IOException> failure : failures.entrySet()) {
            reasons.append(reasons.length() == 0 ? "" : "; ")
                    .append(failure.getKey().getHostAddress())
                    .append(": ")
                    .append(reason(failure.getValue()));
            tooLate &= failure.getValue() instanceof SocketTimeoutException;
        }
        IOException all =
                tooLate ? new SocketTimeoutException(reasons.toString()) : new ConnectException(reasons.toString());
        failures.values().forEach(all::addSuppressed);
        return all;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
