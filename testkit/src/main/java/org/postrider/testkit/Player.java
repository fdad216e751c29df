// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plays a script, connection after connection, and comes to one verdict: nothing, or the first mismatch. Afterwards,
 * until it is interrupted, it closes whatever connection comes, so that no client waits for a greeting.
 */
final class Player implements Runnable {

    private final Script script;
    private final Scene.Stage stage;
    private final CompletableFuture<Optional<Mismatch>> verdict = new CompletableFuture<>();
    private Script.Line current;
    private int number;

    Player(Script script, Scene.Stage stage) {
        this.script = script;
        this.stage = stage;
        this.current = script.acts().get(0).first();
    }

    /** Waits for the verdict. */
    Optional<Mismatch> verdict(Duration limit) throws InterruptedException, TimeoutException {
        try {
            return verdict.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scripted server itself failed", e);
        }
    }

    /** The verdict if there is one by now. */
    Optional<Mismatch> verdict() {
        return verdict.isDone() ? verdict.join() : Optional.empty();
    }

    /** Waits until a latch is open or the verdict is known, whichever is first. */
    void awaitEither(CompletableFuture<Boolean> latch, Duration limit) throws InterruptedException, TimeoutException {
        try {
            CompletableFuture.anyOf(latch, verdict).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scripted server itself failed", e);
        }
    }

    private void decide(Mismatch mismatch) {
        verdict.complete(Optional.of(mismatch));
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < script.acts().size(); i++) {
                play(script.acts().get(i), i + 1);
            }
            verdict.complete(Optional.empty());
        } catch (Mismatch e) {
            decide(e);
        } catch (InterruptedException e) {
            decide(report().that("the server was closed here"));
            return;
        } catch (IOException | RuntimeException | Error e) {
            decide(new Mismatch("the scripted server itself failed: " + e, e));
        }
        turnOthersAway();
    }

    private void play(Script.Act act, int number) throws Mismatch, IOException, InterruptedException {
        Script.Line first = act.first();
        this.number = number;
        current = first;
        SocketChannel channel = stage.door().accept(first.limit());
        if (channel == null) {
            String happened = "no client connected within " + first.limit().toMillis() + " ms";
            throw report().that(happened);
        }
        try (channel;
                Connection connection = new Connection(channel, stage.recording())) {
            stage.recording().peer(channel.getRemoteAddress());
            stage.dialogue().note("-- connection " + number + " --");
            try {
                play(act, new Scene(connection, number, stage, first));
            } catch (Mismatch e) {
                connection.endTls(Deadline.in(Duration.ZERO));
                connection.finish();
                throw e;
            }
        }
    }

    private void play(Script.Act act, Scene scene) throws Mismatch, IOException, InterruptedException {
        for (Script.Line line : act.lines()) {
            current = line;
            scene.play(line);
        }
        if (act.clientCloses()) {
            current = act.end();
            scene.play(current);
        }
    }

    private Report report() {
        return Report.at(current, number, stage.dialogue());
    }

    private void turnOthersAway() {
        try {
            while (true) {
                stage.door().turnAway(stage.recording());
                stage.door().awaitKnock();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The server was closed: there is nobody left to turn away.
        }
    }
}
