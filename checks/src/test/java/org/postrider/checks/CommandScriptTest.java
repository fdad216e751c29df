// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postrider}, with a Maven and a Java that only say that they ran. */
@DisabledOnOs(OS.WINDOWS)
class CommandScriptTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path tree = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        program("postrider", Tree.read(Tree.module("postrider")));
        program(
                "bin/mvn",
                "#!/bin/sh\necho '[INFO] Building Postrider'\nmkdir -p cli/target\ntouch cli/target/postrider-cli.jar\n"
                        + "echo '[INFO] BUILD SUCCESS'\n");
        program("bin/java", "#!/bin/sh\necho ran\n");
        for (String module : new String[] {"api", "spi", "impl-default", "ext-auth-xoauth2", "ext-lmtp", "cli"}) {
            old(Files.writeString(folder(module + "/src/main").resolve("Source.java"), ""));
            old(Files.writeString(tree.resolve(module).resolve("pom.xml"), ""));
            old(tree.resolve(module).resolve("src/main"));
        }
        old(Files.writeString(tree.resolve("pom.xml"), ""));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(tree.resolve(name));
    }

    private void program(String name, String text) throws IOException {
        Path program = tree.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, LONG_AGO);
    }

    /** Whether a run of the script built first. */
    private boolean builds() throws Exception {
        Path output = tree.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("postrider").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text).endsWith("ran\n");
        return text.contains("postrider: Building Postrider\n");
    }

    @Test
    @DisplayName(
            "the command is built before its first use and after an edit of any module in it, and else it is not (section 10)")
    void afterEdits() throws Exception {
        assertThat(builds()).as("never built").isTrue();
        assertThat(builds()).as("built").isFalse();
        for (String edited : new String[] {"api/src/main/Source.java", "cli/pom.xml", "ext-lmtp/src/main", "pom.xml"}) {
            Path jar = tree.resolve("cli/target/postrider-cli.jar");
            FileTime builtAt = Files.getLastModifiedTime(jar);
            Files.setLastModifiedTime(
                    tree.resolve(edited), FileTime.from(builtAt.toInstant().plusSeconds(1)));
            assertThat(builds()).as(edited).isTrue();
            old(tree.resolve(edited));
            assertThat(builds()).as("built after " + edited).isFalse();
        }
    }

    @Test
    @DisplayName("a build that fails is shown, and an old command does not run in its place (section 10)")
    void failedBuild() throws Exception {
        program("bin/mvn", "#!/bin/sh\necho '[INFO] noise'\necho '[ERROR] Source.java:[1,1] no'\nexit 1\n");
        Path jar = Files.writeString(folder("cli/target").resolve("postrider-cli.jar"), "");
        Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.toInstant().minusSeconds(1)));
        Path output = tree.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("postrider").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(Files.readString(output))
                .contains("Source.java:[1,1] no")
                .doesNotContain("noise")
                .doesNotContain("ran\n");
    }
}
