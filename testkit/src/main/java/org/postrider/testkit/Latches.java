// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Named points where script and test wait for each other. */
final class Latches {

    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    void release(String name) {
        latch(name).countDown();
    }

    boolean await(String name, Duration limit) throws InterruptedException {
        return latch(name).await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CountDownLatch latch(String name) {
        return latches.computeIfAbsent(name, n -> new CountDownLatch(1));
    }
}
