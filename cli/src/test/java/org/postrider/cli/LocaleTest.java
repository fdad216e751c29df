// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.postrider.cli.SendAllRun.OK;
import static org.postrider.cli.SendAllRun.OPEN;
import static org.postrider.cli.SendAllRun.QUIT;
import static org.postrider.cli.SendAllRun.accepted;
import static org.postrider.cli.SendAllRun.content;
import static org.postrider.cli.SendAllRun.message;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.ScriptedServer;

/** The command in a virtual machine of its own, under locales that cannot decode what it is given. A shell passes the octets. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LocaleTest {

    private static final String UTF8 = "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 SMTPUTF8\n@limit 60s\n";
    /** In a shell: a local part in UTF-8. */
    private static final String JOSE = "\"$(printf 'jos\\303\\251@y')\"";
    /** The same in Latin-1. */
    private static final String JOSE_LATIN1 = "\"$(printf 'jos\\351@y')\"";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeMessage() throws IOException {
        Files.writeString(folder.resolve("1.eml"), message(1));
    }

    /** Runs a command of the shell in which {@code $pr} is the command without options. */
    private CommandRun run(String locale, String workingFolder, String shell) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        // The shell changes the folder, by octets: this virtual machine may not be able to name it either.
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cd \"$(printf \"$dir\")\"; pr='" + java + " -XX:TieredStopAtLevel=1 " + Main.class.getName()
                                + "'; " + shell)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("LC_ALL", locale);
        builder.environment().put("dir", workingFolder);
        Process child = builder.start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CommandRun(
                child.exitValue(), Files.readString(out), Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    private CommandRun run(String locale, String shell) throws IOException, InterruptedException {
        return run(locale, folder.toString(), shell);
    }

    private static String send(ScriptedServer server, String options) {
        return "$pr send --helo me.test --server " + server.uri() + " " + options;
    }

    private static String envelope(String from, String to) {
        return "C: MAIL FROM:<" + from + "> SMTPUTF8\n" + OK + "C: RCPT TO:<" + to + ">\n" + OK
                + content(1).substring(content(1).indexOf("C: DATA")) + OK + QUIT;
    }

    @Test
    @DisplayName("under LC_ALL=C an address goes as it was given, and is printed so (K1)")
    void addressInTheCLocale() throws Exception {
        try (ScriptedServer server = ScriptedServer.play(UTF8 + envelope("jos\u00E9@y", "jos\u00E9@y") + "@next\n"
                + UTF8 + envelope("jos\u00E9@y", "jos\u00E9@y"))) {
            String options = "--from " + JOSE + " --to " + JOSE + " 1.eml";
            CommandRun run = run("C", send(server, options));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("accepted: jos\u00E9@y");
            CommandRun json = run("C", send(server, "--json " + options));
            assertThat(json.exitCode()).as(json.err()).isZero();
            assertThat(json.out()).contains("\"accepted\":[\"jos\\u00E9@y\"]");
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    @DisplayName("an address of octets that are not UTF-8 is refused before anything is connected (K1)")
    void addressThatCannotBeKnown(String locale) throws Exception {
        try (ScriptedServer server = ScriptedServer.play(UTF8)) {
            CommandRun run = run(locale, send(server, "--from a@b --to " + JOSE_LATIN1 + " 1.eml"));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(64);
            assertThat(run.err()).contains("--to", "\"jos\\udce9@y\" is not UTF-8");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    @DisplayName("where the octets of an argument cannot be read again, an address of it is refused (K1)")
    void octetsThatAreLost() {
        String[] arguments = ProcessStrings.arguments(new String[] {"jos\uFFFD@y", "a@b"});
        assertThat(arguments[1]).isEqualTo("a@b");
        assertThatThrownBy(() -> new TextConverter().convert(arguments[0]))
                .hasMessageContaining("the locale cannot decode")
                .hasMessageContaining("C.UTF-8");
        assertThatThrownBy(() -> new PathConverter().convert(arguments[0]))
                .hasMessageContaining("the locale cannot decode");
    }

    @Test
    @DisplayName("under LC_ALL=C a password in a variable goes as it was given (K1)")
    void passwordInTheCLocale() throws Exception {
        String response = Base64.getEncoder().encodeToString("\0ana\0gr\u00FCn".getBytes(StandardCharsets.UTF_8));
        try (ScriptedServer server = ScriptedServer.play(
                "S: 220 hi\nC: EHLO me.test\nS: 250-srv\nS: 250 AUTH PLAIN\n@limit 60s\nC: AUTH PLAIN " + response
                        + "\nS: 235 ok\n" + accepted(1) + QUIT)) {
            CommandRun run = run(
                    "C",
                    "export PASS=\"$(printf 'gr\\303\\274n')\"; "
                            + send(server, "--tls off --user ana --password-env PASS 1.eml"));
            assertThat(run.exitCode()).as(run.err()).isZero();
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    @DisplayName(
            "files whose names are not of the locale are sent, by send and by send-all, from a folder that is not either (K12)")
    void names(String locale) throws Exception {
        Path named = named("caf%E9");
        String workingFolder = folder + "/caf\\351";
        Files.createDirectories(named);
        Files.writeString(named.resolve(named("%E4.eml").getFileName()), message(1));
        Files.createDirectories(named.resolve(named("%C3%BC").getFileName()));
        Files.writeString(named.resolve(named("%C3%BC").getFileName()).resolve("2.eml"), message(2));
        try (ScriptedServer server = ScriptedServer.play(
                OPEN + "@limit 60s\n" + accepted(1) + QUIT + "@next\n" + OPEN + "@limit 60s\n" + accepted(2) + QUIT)) {
            CommandRun one = run(locale, workingFolder, send(server, "\"$(printf '\\344.eml')\""));
            assertThat(one.exitCode()).as(one.err()).isZero();
            String all = send(server, "\"$(printf '\\303\\274')\"").replace("$pr send", "$pr send-all");
            CommandRun folderRun = run(locale, workingFolder, all);
            assertThat(folderRun.exitCode()).as(folderRun.err()).isZero();
            CommandRun again = run(locale.equals("C") ? "C.UTF-8" : "C", workingFolder, all);
            assertThat(again.out()).as(again.err()).contains("done before 1", "/caf%E9/%C3%BC.outcomes.csv\"");
            server.verify();
        }
        assertThat(Files.exists(named.resolve(named("%C3%BC.outcomes.csv").getFileName())))
                .isTrue();
    }

    private Path named(String raw) {
        try {
            return Path.of(URI.create(folder.toUri() + raw));
        } catch (IllegalArgumentException e) {
            assumeTrue(false, "this file system knows no such names: " + e);
            throw e;
        }
    }
}
