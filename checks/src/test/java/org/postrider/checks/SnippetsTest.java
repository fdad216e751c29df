// SPDX-License-Identifier: Apache-2.0
package org.postrider.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.Session;
import org.postrider.spi.AbstractProvider;
import org.postrider.testkit.ScriptedServer;
import org.postrider.xoauth2.OAuthTokens;

/** The Java code in the documents. */
class SnippetsTest {

    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile("^(?:@\\w+.*\n)*public (?:final )?(?:class|interface|record) (\\w+)", Pattern.MULTILINE);

    /** What a reader has on the class path. */
    private static final List<Class<?>> ON_CLASS_PATH =
            List.of(Session.class, AbstractProvider.class, ScriptedServer.class, OAuthTokens.class, Nullable.class);

    @TempDir
    Path classes = Path.of("");

    /** One block of code: imports, and then a public type or statements. */
    private record Snippet(String place, String code) {

        String typeName() {
            Matcher type = TYPE.matcher(code);
            return type.find() ? type.group(1) : "Snippet";
        }

        /** The code as a file. Nothing is imported that the snippet does not import. */
        String file() {
            if (TYPE.matcher(code).find()) {
                return code;
            }
            String imports =
                    code.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
            String statements =
                    code.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
            return imports + "\nclass Snippet {\nvoid run() throws Exception {\n" + statements + "\n}\n}\n";
        }

        @Override
        public String toString() {
            return place;
        }
    }

    private static Stream<Snippet> snippets() {
        Path root = Tree.module(".");
        return Stream.of("README.md", "CONTRIBUTING.md", "docs", "ext-auth-xoauth2", "ext-lmtp", "samples", "testkit")
                .flatMap(name -> Tree.files(root.resolve(name), ".md").stream())
                .filter(file -> !file.toString().contains("target"))
                .flatMap(file -> snippets(root, file).stream());
    }

    private static List<Snippet> snippets(Path root, Path file) {
        String text = Tree.read(file);
        List<Snippet> snippets = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            long line = text.substring(0, block.start(1)).lines().count() + 1;
            snippets.add(new Snippet(root.relativize(file) + ":" + line, block.group(1)));
        }
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("snippets")
    @DisplayName("each Java snippet of the documents compiles as it stands (section 9)")
    void compiles(Snippet snippet) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + snippet.typeName() + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return snippet.file();
                    }
                };
        String classPath =
                ON_CLASS_PATH.stream().map(SnippetsTest::place).collect(Collectors.joining(File.pathSeparator));
        StringWriter errors = new StringWriter();
        boolean compiled = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of("-proc:none", "--release", "17", "-cp", classPath, "-d", classes.toString()),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).as("%s%n%s", snippet, errors).isTrue();
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    @Test
    @DisplayName("snippets are found in the README and beside it (section 9)")
    void found() {
        assertThat(snippets().map(Snippet::place))
                .anyMatch(place -> place.startsWith("README.md:"))
                .anyMatch(place -> place.startsWith("ext-auth-xoauth2/README.md:"))
                .anyMatch(place -> place.startsWith("ext-lmtp/README.md:"));
    }
}
