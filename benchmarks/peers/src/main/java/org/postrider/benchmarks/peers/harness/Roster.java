// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import java.util.List;
import java.util.Set;
import org.postrider.benchmarks.peers.contestant.AngusMail;
import org.postrider.benchmarks.peers.contestant.AngusMailNoDelay;
import org.postrider.benchmarks.peers.contestant.CommonsNet;
import org.postrider.benchmarks.peers.contestant.Contestant;
import org.postrider.benchmarks.peers.contestant.HubSpotNio;
import org.postrider.benchmarks.peers.contestant.HubSpotNioData;
import org.postrider.benchmarks.peers.contestant.Postrider;
import org.postrider.benchmarks.peers.contestant.PostriderAll;
import org.postrider.benchmarks.peers.contestant.PostriderChunking;
import org.postrider.benchmarks.peers.contestant.PostriderEager;
import org.postrider.benchmarks.peers.contestant.PostriderWindow;
import org.postrider.benchmarks.peers.contestant.SimpleJavaMail;
import org.postrider.benchmarks.peers.contestant.VertxMail;
import org.postrider.benchmarks.peers.floor.Ahead;
import org.postrider.benchmarks.peers.floor.Eager;
import org.postrider.benchmarks.peers.floor.Grouped;
import org.postrider.benchmarks.peers.floor.Lockstep;
import org.postrider.benchmarks.peers.floor.Streamed;
import org.postrider.benchmarks.peers.floor.Transferred;
import org.postrider.benchmarks.peers.harness.Entry.Kind;

/** All contestants. For one more: a class that implements {@link Contestant}, and a line here. */
final class Roster {

    /** The loop that the others are compared with. */
    static final String FLOOR = "floor";
    /** The same for a file by BDAT. */
    static final String FILE_FLOOR = "transfer";

    static final String POSTRIDER = "postrider";
    /** The same by DATA. */
    static final String POSTRIDER_CHUNKING = "postrider-chunking";

    private static final Set<Work.Way> BY_DATA = Set.of(Work.Way.ANY, Work.Way.DATA);
    private static final Set<Work.Way> BY_BDAT = Set.of(Work.Way.ANY, Work.Way.BDAT_OF_FILE);
    private static final Set<Work.Way> SMALL_ONLY = Set.of(Work.Way.ANY);
    private static final Set<Work.Way> FILE_ONLY = Set.of(Work.Way.BDAT_OF_FILE);

    private static final List<String> POSTRIDER_JARS = List.of(
            "postrider-impl-default-", "postrider-", "guava-", "failureaccess-", "scram-", "saslprep-", "stringprep-");
    private static final List<String> ANGUS_JARS =
            List.of("angus-mail-", "angus-activation-", "jakarta.mail-api-", "jakarta.activation-api-");
    private static final List<String> NIO_JARS =
            List.of("NioSmtpClient-", "netty-", "guava-", "failureaccess-", "slf4j-", "annotations-");
    private static final List<String> SIMPLE_JARS = List.of(
            "simple-java-mail-",
            "core-module-",
            "batch-module-",
            "smtp-connection-pool-",
            "clustered-object-pool-",
            "generic-object-pool-",
            "jmail-",
            "throwing-function-",
            "jetbrains-runtime-annotations-",
            "slf4j-",
            "angus-",
            "jakarta.");

    static final List<Entry> ALL = List.of(
            floor("lockstep", Lockstep.class, BY_DATA, "raw socket; waits for the reply to each command"),
            floor(FLOOR, Grouped.class, BY_DATA, "raw socket; MAIL, RCPT.., DATA in one write, then the content"),
            floor("ahead", Ahead.class, BY_DATA, "raw socket; the next mail's group leaves with this one's content"),
            floor("eager", Eager.class, SMALL_ONLY, "raw socket; MAIL, RCPT.., BDAT LAST and content in one write"),
            floor("stream", Streamed.class, SMALL_ONLY, "raw socket; as eager, with a window of mails in flight"),
            floor(FILE_FLOOR, Transferred.class, FILE_ONLY, "raw socket; BDAT by FileChannel.transferTo"),
            postrider(POSTRIDER, Postrider.class, BY_DATA, "Session.send; one session; without TLS, else defaults"),
            postrider(POSTRIDER_CHUNKING, PostriderChunking.class, BY_BDAT, "as postrider, by BDAT (chunking)"),
            postrider("postrider-eager", PostriderEager.class, SMALL_ONLY, "Session.send; eager"),
            postrider("postrider-all", PostriderAll.class, SMALL_ONLY, "Session.sendAll; else as postrider"),
            postrider("postrider-window", PostriderWindow.class, SMALL_ONLY, "Session.sendAll; with a window"),
            peer(
                    "angus",
                    AngusMail.class,
                    ANGUS_JARS,
                    BY_DATA,
                    "one connected transport; message parsed beforehand; defaults"),
            peer(
                    "angus-nodelay",
                    AngusMailNoDelay.class,
                    ANGUS_JARS,
                    BY_DATA,
                    "as angus; a socket factory sets TCP_NODELAY"),
            peer(
                    "commons-net",
                    CommonsNet.class,
                    List.of("commons-net-", "commons-io-"),
                    BY_DATA,
                    "one client; message as a String; defaults"),
            peer(
                    "vertx",
                    VertxMail.class,
                    List.of("vertx-mail-client-", "vertx-", "netty-", "jackson-core-"),
                    BY_DATA,
                    "pool of one; PIPELINING on (default); composes the message each time, and sends RSET between mails"),
            peer(
                    "nio",
                    HubSpotNio.class,
                    NIO_JARS,
                    BY_BDAT,
                    "one session, direct executor; by BDAT, RSET in each group"),
            peer("nio-data", HubSpotNioData.class, NIO_JARS, BY_DATA, "as nio with CHUNKING disabled"),
            peer(
                    "simple-java-mail",
                    SimpleJavaMail.class,
                    SIMPLE_JARS,
                    BY_DATA,
                    "batch module, pool of one; composes the message each time; runs on Angus"),
            new Entry(
                    "smtp-source",
                    Kind.OTHER_LANGUAGE,
                    new SmtpSource(),
                    BY_DATA,
                    "Postfix, C; one process a measurement, one connection (-d)"),
            new Entry(
                    "smtplib",
                    Kind.OTHER_LANGUAGE,
                    new Smtplib(),
                    BY_DATA,
                    "Python; one connection, sendmail with octets"));

    private Roster() {}

    private static Entry floor(String id, Class<? extends Contestant> type, Set<Work.Way> ways, String settings) {
        return new Entry(id, Kind.FLOOR, new JvmProgram(type, List.of()), ways, settings);
    }

    private static Entry postrider(String id, Class<? extends Contestant> type, Set<Work.Way> ways, String settings) {
        return new Entry(id, Kind.POSTRIDER, new JvmProgram(type, POSTRIDER_JARS), ways, settings);
    }

    private static Entry peer(
            String id, Class<? extends Contestant> type, List<String> jars, Set<Work.Way> ways, String settings) {
        return new Entry(id, Kind.PEER, new JvmProgram(type, jars), ways, settings);
    }
}
