// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The named latches of one kind, known from the script, each opened once and open from then on. */
final class Latches {

    private final String kind;
    private final Map<String, CompletableFuture<Boolean>> latches;

    Latches(String kind, Set<String> names) {
        this.kind = kind;
        this.latches = names.stream().collect(Collectors.toMap(Function.identity(), name -> new CompletableFuture<>()));
    }

    void open(String name) {
        latch(name).complete(true);
    }

    /** Completes when the latch is opened; refuses a name that the script does not hold. */
    CompletableFuture<Boolean> latch(String name) {
        CompletableFuture<Boolean> latch = latches.get(name);
        if (latch == null) {
            throw new IllegalArgumentException("the script has no step " + kind + " " + name);
        }
        return latch;
    }
}
