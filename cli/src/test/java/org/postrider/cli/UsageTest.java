// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.cli.CommandRun.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.ScriptedServer;

/** What the command says when it cannot do what it was asked, and by which exit code. */
class UsageTest {

    private static final String OPEN = "S: 220 hi\nC: EHLO me.test\nS: 250 srv\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";

    @TempDir
    private Path folder;

    private CommandRun send(ScriptedServer server, String... more) throws IOException {
        return CommandRun.send(folder, server, more);
    }

    @ParameterizedTest
    @CsvSource({
        "send --sever x m.eml, 'unknown option \"--sever\"; did you mean --server?', postrider send",
        "send --server smtp://h --form=a@b m.eml, 'unknown option \"--form\"; did you mean --from?', postrider send",
        "send --server smtp://h --no-such-thing, 'unknown option \"--no-such-thing\"', postrider send",
        "send --server smtp://h a.eml b.eml, '\"b.eml\" is one argument too many', postrider send",
        "sned m.eml, 'unknown command \"sned\"; did you mean send?', postrider",
        "send m.eml, 'Missing required option: ''--server=URI''', postrider send",
        "'', 'say demo, send, send-all, probe or bench', postrider"
    })
    @DisplayName(
            "wrong usage is one line that names the wrong word, with the one that was perhaps meant, and one about help (K3)")
    void twoLines(String args, String fault, String command) {
        CommandRun run = args.isEmpty() ? run() : run(args.split(" "));
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err().lines()).containsExactly("postrider: " + fault, "For help: " + command + " --help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    @DisplayName("a value that cannot be meant is named in one line too; help comes on demand (K3)")
    void values() {
        for (String option :
                List.of("--tls=perhaps", "--timeout=soon", "--user=ana", "--server", "--mbox-separator=x")) {
            CommandRun run = run("send-all", "--server", "smtp://h", option);
            assertThat(run.exitCode()).isEqualTo(64);
            assertThat(run.err().lines()).as(run.err()).hasSize(2);
        }
        CommandRun help = run("send", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: postrider send");
    }

    @ParameterizedTest
    @CsvSource({
        "--tls required, '', 76",
        "--user ana --password-env PATH --tls off, '', 77",
        "--tls required, 'C: STARTTLS\nS: 502 no\n', 76",
        "--tls required, 'C: STARTTLS\nS: 454 later\n', 75"
    })
    @DisplayName("a server without TLS or AUTH is no reason to give up a message: 76 and 77, not 65 (K4)")
    void lacking(String options, String dialogue, int exitCode) throws IOException {
        String open = dialogue.isEmpty() ? OPEN : OPEN.replace("250 srv", "250-srv\nS: 250 STARTTLS");
        try (ScriptedServer server = ScriptedServer.play(open + dialogue + QUIT)) {
            CommandRun run = send(server, options.split(" "));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
            server.verify();
        }
    }

    @Test
    @DisplayName("--require-tls on a connection that is not verified is no reason to give up a message either (K4)")
    void requireTls() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.play(OPEN.replace("250 srv", "250-srv\nS: 250 REQUIRETLS") + QUIT)) {
            CommandRun run = send(server, "--require-tls");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(76);
            server.verify();
        }
    }

    private static List<String> members(String json) throws IOException {
        List<String> members = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return members;
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "bench", "send", "send-all"})
    @DisplayName(
            "--json of a command has the same members for success, failure and wrong usage, error among them (K10)")
    void shapes(String command) throws IOException {
        String mail = "C~ MAIL .*\nS: 250 ok\nC~ RCPT .*\nS: 250 ok\nC: DATA\nS: 354 go\nC.\nS: 250 ok\n";
        String script = "S: 220 hi\nC~ EHLO .*\nS: 250 srv\n" + (command.equals("probe") ? "" : mail) + QUIT;
        Path file = Files.writeString(folder.resolve("m.eml"), "From: a@b\nTo: x@y\n\nhi\n");
        List<String> rest = switch (command) {
            case "bench" -> List.of("--messages=1", "--warmup=0");
            case "send" -> List.of(file.toString());
            case "send-all" -> List.of("--outcomes=" + folder.resolve("o.csv"), file.toString());
            default -> List.of();
        };
        try (ScriptedServer server = ScriptedServer.play(script)) {
            List<String> good = members(json(command, server.uri().toString(), rest, 0));
            assertThat(good).endsWith("error");
            assertThat(members(json(command, "smtp://127.0.0.1:1", rest, command.equals("send-all") ? 0 : 69)))
                    .isEqualTo(good);
            assertThat(members(json(command, "bogus://h", rest, command.equals("send-all") ? 0 : 64)))
                    .isEqualTo(good);
            CommandRun usage = run(command, "--json", "--bogus");
            assertThat(usage.exitCode()).isEqualTo(64);
            assertThat(members(usage.out())).isEqualTo(good);
            assertThat(usage.out()).contains("unknown option");
        }
    }

    private static String json(String command, String server, List<String> rest, int exitCode) {
        List<String> args = new ArrayList<>(List.of(command, "--json"));
        args.addAll(command.equals("probe") ? List.of(server) : List.of("--server", server));
        args.addAll(rest);
        CommandRun run = run(args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return run.out();
    }
}
