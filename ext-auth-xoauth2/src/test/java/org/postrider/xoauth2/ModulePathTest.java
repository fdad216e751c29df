// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulePathTest {

    /** What this artifact brings: parts of paths, since a build has folders where a user has jars. */
    private static final List<String> CLOSURE = List.of(
            "api",
            "spi",
            "oauth2-oidc-sdk",
            "nimbus-jose-jwt",
            "json-smart",
            "accessors-smart",
            "content-type",
            "lang-tag",
            "jcip-annotations",
            "asm");

    private static final String PROGRAM = """
            import java.net.URI;
            import org.postrider.xoauth2.*;
            public class Program {
                public static void main(String[] arguments) throws Exception {
                    TokenSupplier tokens =
                            OAuthTokens.clientCredentials(URI.create(arguments[0]), "app", "secret".toCharArray());
                    AccessToken token = tokens.token();
                    System.out.println(tokens.getClass().getModule() + " " + token.copyValue().length);
                }
            }
            """;

    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.endsWith("ext-auth-xoauth2/target/classes")
                        || CLOSURE.stream().anyMatch(name -> isOf(name, path)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOf(String name, Path path) {
        String file = path.getFileName().toString();
        return path.endsWith(name + "/target/classes") || file.matches("(postrider-)?" + name + "-[0-9].*\\.jar");
    }

    @Test
    @DisplayName("on the module path the OAuth library finds all it needs")
    void tokenFromTheModulePath(@TempDir Path folder) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("Program.java"), PROGRAM, StandardCharsets.UTF_8);
        try (AuthorizationServer server = AuthorizationServer.start()) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--module-path",
                            modulePath(),
                            "--add-modules",
                            "org.postrider.xoauth2",
                            program.toString(),
                            server.tokenEndpoint().toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).startsWith("module org.postrider.xoauth2 ");
            assertThat(process.exitValue()).isZero();
        }
    }
}
