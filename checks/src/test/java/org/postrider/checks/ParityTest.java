// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Every behaviour in scope is named by a test: its ID stands in parentheses in a display name, alone or as a range such as R58-R62. The file
 * {@code covered-ids.txt} says what is in scope: IDs and ranges, what follows a {@code #} passed over.
 */
class ParityTest {

    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\((.*?)\\)\\s*\n\\s*(?:@|void|[A-Za-z])", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("\\b([PTRAFGDW])(\\d+)(?:-\\1?(\\d+))?\\b");

    @Test
    @DisplayName("every ID in scope stands in the display name of a test")
    void everyIdHasATest() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String module : List.of(
                "api",
                "spi",
                "testkit",
                "impl-default",
                "cli",
                "ext-lmtp",
                "ext-auth-xoauth2",
                "samples/xclient",
                "checks")) {
            for (Path file : Tree.files(Tree.module(module).resolve("src/test/java"), ".java")) {
                DISPLAY_NAME.matcher(Tree.read(file)).results().forEach(name -> named.addAll(ids(name.group(1))));
            }
        }
        List<String> missing = new ArrayList<>();
        for (String id : inScope()) {
            if (!named.contains(id)) {
                missing.add(id);
            }
        }
        assertThat(missing).as("IDs in scope that no test names").isEmpty();
        assertThat(named).hasSizeGreaterThan(300);
    }

    private static List<String> inScope() throws IOException {
        List<String> ids = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(ParityTest.class.getResourceAsStream("/covered-ids.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", ""))
                    .forEach(line -> ids.addAll(ids(line)));
        }
        return ids;
    }

    private static List<String> ids(String text) {
        List<String> ids = new ArrayList<>();
        for (MatchResult match : ID.matcher(text).results().toList()) {
            int first = Integer.parseInt(match.group(2));
            int last = match.group(3) == null ? first : Integer.parseInt(match.group(3));
            for (int i = first; i <= last; i++) {
                ids.add(String.format(Locale.ROOT, "%s%d", match.group(1), i));
            }
        }
        return ids;
    }
}
