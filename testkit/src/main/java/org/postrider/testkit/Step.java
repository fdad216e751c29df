// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/** One step of a script: a value that knows which action of the {@link Scene} it stands for. */
@SuppressWarnings("ArrayRecordComponent") // Steps are never compared, and their octets never change.
sealed interface Step {

    void play(Scene scene) throws Mismatch, IOException, InterruptedException;

    /** Whether the connection is over with this step, so that no wait for the client's close follows. */
    default boolean endsConnection() {
        return false;
    }

    /** Time that the step takes by its own will, besides the limit. */
    default Duration pauses() {
        return Duration.ZERO;
    }

    /** How output is cut: pieces of so many octets, with a pause between. */
    record Slices(int octets, Duration every) {
        static final Slices NONE = new Slices(Integer.MAX_VALUE, Duration.ZERO);
    }

    /** {@code S:}, {@code S!} and {@code @repeat}: these octets, so many times, as one stream. */
    record Send(byte[] octets, int times, Slices slices) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.send(this);
        }

        @Override
        public Duration pauses() {
            return slices.every().multipliedBy((long) octets.length * times / slices.octets());
        }
    }

    /** {@code @endless}. */
    record SendEndlessly(byte[] octets, Slices slices) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.sendEndlessly(this);
        }

        @Override
        public boolean endsConnection() {
            return true;
        }
    }

    /** {@code C:}, {@code C!} and {@code C^}. */
    record Expect(byte[] octets, boolean ignoreCase) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.expect(octets, ignoreCase);
        }
    }

    /** {@code C~}. */
    record ExpectMatch(Pattern pattern) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.expectMatch(pattern);
        }
    }

    /** {@code C*}. */
    record Take(int octets) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.take(octets);
        }
    }

    /** {@code C.}. */
    record TakeContent() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.content().takeData();
        }
    }

    /** {@code C+}. */
    record TakeChunks() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.content().takeChunks();
        }
    }

    /** {@code C<EOF}. */
    record ExpectClose() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.expectClose();
        }
    }

    /** {@code @pause}. */
    record Pause(Duration time) implements Step {
        @Override
        public void play(Scene scene) throws InterruptedException {
            scene.pause(time);
        }

        @Override
        public Duration pauses() {
            return time;
        }
    }

    /** {@code @await}. */
    record Await(String name) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, InterruptedException {
            scene.await(name);
        }
    }

    /** {@code @mark}. */
    record Mark(String name) implements Step {
        @Override
        public void play(Scene scene) {
            scene.mark(name);
        }
    }

    /** {@code @quiet}. */
    record Quiet(Duration time) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.quiet(time);
        }

        @Override
        public Duration pauses() {
            return time;
        }
    }

    /** {@code @unread}. */
    record Unread() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.unread();
        }
    }

    /** {@code @shutdown}. */
    record Shutdown() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.shutdown();
        }
    }

    /** {@code @tls}. */
    record StartTls(TlsTerms terms) implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.startTls(terms);
        }
    }

    /** {@code C<CLOSE_NOTIFY}. */
    record ExpectCloseNotify() implements Step {
        @Override
        public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
            scene.expectCloseNotify();
        }
    }

    /** The ways a server can end a connection without a word. */
    enum Ending implements Step {
        CLOSE {
            @Override
            public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
                scene.close();
            }
        },
        TRUNCATE {
            @Override
            public void play(Scene scene) throws IOException, InterruptedException {
                scene.truncate();
            }
        },
        RESET {
            @Override
            public void play(Scene scene) throws IOException {
                scene.reset();
            }
        },
        SILENCE {
            @Override
            public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
                scene.silence();
            }
        },
        STOP_READING {
            @Override
            public void play(Scene scene) throws Mismatch, IOException, InterruptedException {
                scene.stopReading();
            }
        };

        @Override
        public boolean endsConnection() {
            return true;
        }
    }

    /** Whether the step sends octets of the script. */
    default boolean sends() {
        return this instanceof Send || this instanceof SendEndlessly;
    }

    /** Whether the step is about TLS that is on. */
    default boolean needsTls() {
        return this instanceof ExpectCloseNotify || this == Ending.TRUNCATE;
    }

    /** Whether the step may follow the end of its connection. */
    default boolean needsNoConnection() {
        return this instanceof Pause || this instanceof Await || this instanceof Mark;
    }
}
