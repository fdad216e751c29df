// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.benchmarks.sink.Counts;
import org.postrider.benchmarks.sink.DelayProxy;
import org.postrider.benchmarks.sink.Sink;

/** A server, what lies before it, and where contestants run: processes that end with this one. */
final class Stage implements Closeable {

    private static final List<String> SINK_JAR = List.of("postrider-benchmarks-sink");

    private final Jvm jvm;
    private final MailFiles files;
    private final List<String> prefix;
    private final int window;
    private final @Nullable Child sink;
    private final @Nullable Child proxy;
    private final String host;
    private final int port;

    /**
     * Sets the stage.
     *
     * @param options what the user wants
     * @param network what lies between client and server
     * @param jvm starts JVMs
     * @param files holds mails in files
     * @throws IOException if a process does not start
     */
    Stage(Options options, Network network, Jvm jvm, MailFiles files) throws IOException {
        this.jvm = jvm;
        this.files = files;
        window = options.window;
        prefix = network == Network.ONE_CPU ? List.of("taskset", "-c", Integer.toString(options.cpu)) : List.of();
        String serverHost;
        int serverPort;
        if (options.server == null) {
            sink = child(jvm.command(SINK_JAR, Sink.class, List.of("-Xmx256m"), List.of()));
            serverHost = "127.0.0.1";
            serverPort = Integer.parseInt(sink.readLine());
        } else {
            sink = null;
            int colon = options.server.lastIndexOf(':');
            serverHost = options.server.substring(0, colon);
            serverPort = Integer.parseInt(options.server.substring(colon + 1));
        }
        if (network == Network.DELAYED) {
            List<String> arguments = List.of(
                    serverHost, Integer.toString(serverPort), Long.toString(options.roundTripMillis * 1000 / 2));
            proxy = child(jvm.command(SINK_JAR, DelayProxy.class, List.of("-XX:MaxDirectMemorySize=512m"), arguments));
            host = "127.0.0.1";
            port = Integer.parseInt(proxy.readLine());
        } else {
            proxy = null;
            host = serverHost;
            port = serverPort;
        }
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int window() {
        return window;
    }

    Jvm jvm() {
        return jvm;
    }

    MailFiles files() {
        return files;
    }

    /** {@return the command, so that it runs where this stage wants it} */
    List<String> placed(List<String> command) {
        List<String> placed = new ArrayList<>(prefix);
        placed.addAll(command);
        return placed;
    }

    /** Starts a process here, which ends with this one. */
    Child child(List<String> command) throws IOException {
        return new Child(placed(command), jvm.log());
    }

    /** {@return what the sink was given so far; nothing if the server is none of ours} */
    Optional<Counts> counts() throws IOException {
        if (sink == null) {
            return Optional.empty();
        }
        sink.writeLine("");
        return Optional.of(Counts.ofLine(sink.readLine()));
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
        if (sink != null) {
            sink.close();
        }
    }
}
