// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private static String shown(Duration patience) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ProgressDisplay display = new ProgressDisplay(new PrintStream(octets, true, StandardCharsets.UTF_8), patience);
        OptionalLong size = OptionalLong.of(1024 * 1024);
        display.contentProgress(1024, size);
        display.contentProgress(512 * 1024, size);
        display.contentSent(1024 * 1024);
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("a bar with rate stands for content that takes its time, and none for quick content")
    void patience() {
        assertThat(shown(Duration.ZERO)).contains("sending", "KiB", "/s");
        assertThat(shown(Duration.ofHours(1))).isEmpty();
    }
}
