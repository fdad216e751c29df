// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.peers.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static Result result(String contestant, double rate) {
        Entry entry = Roster.ALL.stream()
                .filter(one -> one.id().equals(contestant))
                .findFirst()
                .orElseThrow();
        return new Result(
                Network.LOOPBACK, Work.SMALL.id, "messages/s", entry, List.of(rate), Double.NaN, Double.NaN, "");
    }

    @Test
    @DisplayName(
            "half as fast as Postrider reads 0.50 in the column of Postrider, and the table says what that means (section 9)")
    void ratios() {
        String table = TextTable.of(
                "work", List.of(result(Roster.FLOOR, 4000), result(Roster.POSTRIDER, 2000), result("angus", 1000)));
        assertThat(table.lines().filter(line -> line.contains("angus")))
                .singleElement()
                .asString()
                .containsPattern("1,000 - 1,000 +0\\.25 +0\\.50 ");
        assertThat(table).contains("x postrider: the row's speed as a multiple of theirs");
    }
}
