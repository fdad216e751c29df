// SPDX-License-Identifier: Apache-2.0
package org.postrider.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.lmtp.Lmtp.CONTENT;
import static org.postrider.lmtp.Lmtp.HI;
import static org.postrider.lmtp.Lmtp.QUIT;
import static org.postrider.lmtp.Lmtp.THREE;
import static org.postrider.lmtp.Lmtp.accepted;
import static org.postrider.lmtp.Lmtp.lhlo;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.Delivery;
import org.postrider.SendResult;
import org.postrider.Session;
import org.postrider.SessionAbortedException;
import org.postrider.testkit.ScriptedServer;

/** The same on platform threads and on virtual ones, which JDK 21 and later have. */
class ThreadsTest {

    @TempDir
    Path folder;

    private static Thread start(boolean virtual, Runnable task) throws ReflectiveOperationException {
        if (!virtual) {
            Thread thread = new Thread(task, "client");
            thread.start();
            return thread;
        }
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "there are no virtual threads");
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        return (Thread) start.invoke(null, task);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("a session on either kind of thread, over either kind of socket (P200)")
    void send(boolean virtual, boolean unix) throws Exception {
        try (ScriptedServer server = Lmtp.play(
                lhlo() + accepted("r1", "r2", "r3") + CONTENT + "@pause 50ms\nS: 250 a\nS: 250 b\nS: 450 c\n" + QUIT,
                unix,
                folder)) {
            CompletableFuture<SendResult> result = new CompletableFuture<>();
            start(virtual, () -> {
                try (Session session = Lmtp.to(server).open()) {
                    result.complete(session.send(THREE, HI));
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
            assertThat(Lmtp.codes(result.get(10, TimeUnit.SECONDS))).containsExactly(250, 250, 450);
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("an interrupt ends the wait for a verdict, and the recipients are in doubt (F30)")
    void interrupt(boolean virtual, boolean unix) throws Exception {
        try (ScriptedServer server =
                Lmtp.play(lhlo() + accepted("r1", "r2", "r3") + CONTENT + "@mark waiting\nC<EOF\n", unix, folder)) {
            CompletableFuture<SessionAbortedException> ended = new CompletableFuture<>();
            Thread thread = start(virtual, () -> {
                try {
                    Session session = Lmtp.to(server).open();
                    ended.complete(catchThrowableOfType(SessionAbortedException.class, () -> session.send(THREE, HI)));
                } catch (Exception | AssertionError e) {
                    ended.completeExceptionally(e);
                }
            });
            server.awaitStep("waiting");
            thread.interrupt();
            SessionAbortedException e = ended.get(10, TimeUnit.SECONDS);
            assertThat(e.delivery()).isEqualTo(Delivery.IN_DOUBT);
            assertThat(e.outcomes()).hasSize(3);
            server.verify();
        }
    }
}
