// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The last token and the secrets that get the next; one request at a time. */
final class TokenState {

    /** So that a token does not expire between this machine and the mail server, whose clock is another. */
    private static final long MARGIN_SECONDS = 60;

    private final TokenRequests requests;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable AccessToken cached;
    private Instant staleAt = Instant.MIN;
    private long staleAtNanos;
    private volatile boolean destroyed;

    TokenState(TokenRequests requests, Clock clock, LongSupplier nanoTime) {
        this.requests = requests;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    AccessToken token(HttpExchange http, Consumer<char[]> rotated, boolean anew) throws IOException {
        acquire(http);
        try {
            if (destroyed) {
                throw new IllegalStateException("the secrets were destroyed");
            }
            AccessToken last = cached;
            return !anew && last != null && isFresh() ? last.copy() : renewed(http, rotated);
        } finally {
            lock.unlock();
        }
    }

    /** As long as the one before may take: threads that queue behind a dead server do not wait for each other's failures. */
    private void acquire(HttpExchange http) throws IOException {
        try {
            long longest = http.connect().plus(http.answer()).toNanos();
            if (!lock.tryLock(longest, TimeUnit.NANOSECONDS)) {
                throw TokenException.of("another thread waits for the token endpoint at " + requests.host() + " still");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a token");
        }
    }

    /** By both clocks: one stands still while the machine sleeps, the other is set back by people. */
    private boolean isFresh() {
        return clock.instant().isBefore(staleAt) && nanoTime.getAsLong() - staleAtNanos < 0;
    }

    private AccessToken renewed(HttpExchange http, Consumer<char[]> rotated) throws IOException {
        // Counted from before the request: the server's count begins somewhere after.
        Instant asked = clock.instant();
        long askedNanos = nanoTime.getAsLong();
        TokenAnswer answer = TokenAnswer.of(sent(http), requests.host(), requests::shown);
        AccessToken token = keep(answer, asked, askedNanos);
        answer.refreshToken().ifPresent(refreshToken -> rotate(refreshToken.toCharArray(), rotated));
        return token;
    }

    private HTTPResponse sent(HttpExchange http) throws IOException {
        try {
            return requests.next().send(http);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw TokenException.of("the token endpoint at " + requests.host() + " could not be asked: "
                    + e.getClass().getSimpleName()
                    + (e.getMessage() == null ? "" : " " + requests.shown(e.getMessage())));
        }
    }

    private AccessToken keep(TokenAnswer answer, Instant asked, long askedNanos) {
        char[] value = answer.value().toCharArray();
        AccessToken token = answer.lifetime() == 0
                ? AccessToken.of(value)
                : AccessToken.of(value, asked.plusSeconds(answer.lifetime()));
        Arrays.fill(value, '\0');
        forget();
        long seconds = answer.lifetime() - MARGIN_SECONDS;
        // Not kept if its lifetime is unknown: a dead token costs a refusal, and refusals lock accounts.
        if (seconds > 0) {
            cached = token.copy();
            staleAt = asked.plusSeconds(seconds);
            staleAtNanos = askedNanos + TimeUnit.SECONDS.toNanos(seconds);
        }
        return token;
    }

    private void rotate(char[] refreshToken, Consumer<char[]> rotated) {
        try {
            if (requests.rotate(refreshToken)) {
                rotated.accept(refreshToken);
            }
        } finally {
            Arrays.fill(refreshToken, '\0');
        }
    }

    private void forget() {
        if (cached != null) {
            cached.destroy();
            cached = null;
        }
    }

    void destroy() {
        destroyed = true;
        lock.lock();
        try {
            forget();
            requests.destroy();
        } finally {
            lock.unlock();
        }
    }

    boolean isDestroyed() {
        return destroyed;
    }

    String host() {
        return requests.host();
    }
}
