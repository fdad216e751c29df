// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.AuthPolicy;
import org.postrider.AuthenticationException;
import org.postrider.Credentials;
import org.postrider.xoauth2.OAuthCredentials;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Who the user is. No password stands on a command line, where every process can read it. */
final class LoginOptions {

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "authenticate as this user")
    private String user = "";

    @ArgGroup(multiplicity = "1")
    private SecretSource source = new SecretSource();

    @Option(
            names = "--mechanism",
            paramLabel = "NAME",
            description = "use this SASL mechanism; may be given again, strongest first")
    private List<String> mechanisms = new ArrayList<>();

    @Option(
            names = "--auth-next",
            description =
                    "when one SASL mechanism is refused, try the next; to the server, each may count as a failed login")
    private boolean next;

    /** Where the secret comes from. */
    static final class SecretSource {

        @Option(
                names = "--password-env",
                paramLabel = "VAR",
                description = "the password is in this environment variable")
        private @Nullable String variable;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "the password is the first line of this file")
        private @Nullable Path file;

        @Option(names = "--password-prompt", description = "ask for the password")
        private boolean prompt;

        @Option(
                names = "--token-env",
                paramLabel = "VAR",
                description = "an OAuth 2.0 access token is in this environment variable; for OAUTHBEARER and XOAUTH2")
        private @Nullable String token;

        private Credentials credentials(String user) {
            boolean isToken = token != null;
            char[] secret = secret(user);
            try {
                return isToken ? OAuthCredentials.ofToken(user, secret) : Credentials.password(user, secret);
            } finally {
                Arrays.fill(secret, '\0');
            }
        }

        private char[] secret(String user) {
            if (prompt) {
                return typed(user);
            }
            if (file != null) {
                return ofFile(file);
            }
            return ofVariable(Objects.requireNonNull(token == null ? variable : token));
        }

        @SuppressWarnings("SystemConsoleNull") // it is null without a terminal up to JDK 21
        private static char[] typed(String user) {
            Console console = System.console();
            char[] password = console == null ? null : console.readPassword("password of %s: ", user);
            if (password == null) {
                throw new IllegalArgumentException("there is no terminal to ask for the password; use --password-file");
            }
            if (CharBuffer.wrap(password).chars().anyMatch(c -> c == '\uFFFD')) {
                throw new IllegalArgumentException("the password has characters that the locale cannot decode; use"
                        + " --password-file, or set LC_ALL to a UTF-8 locale, such as C.UTF-8");
            }
            return password;
        }

        private static char[] ofFile(Path path) {
            try {
                CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(path)));
                int end = 0;
                while (end < text.length() && text.get(end) != '\n' && text.get(end) != '\r') {
                    end++;
                }
                char[] password = new char[end];
                text.get(password);
                return password;
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("the password file is not UTF-8; write it in UTF-8", e);
            } catch (IOException e) {
                throw new IllegalArgumentException("the password file cannot be read: " + e, e);
            }
        }
    }

    static char[] ofVariable(String name) {
        String value = ProcessStrings.variable(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        ProcessStrings.fault(value).ifPresent(fault -> {
            throw new IllegalArgumentException("the environment variable " + name + " " + fault);
        });
        return value.toCharArray();
    }

    /** What to add to a failure: how to choose another mechanism here. */
    static List<String> hints(Throwable error) {
        if (error instanceof AuthenticationException failure
                && !failure.otherMechanisms().isEmpty()) {
            return List.of("postrider: choose with --mechanism "
                    + failure.otherMechanisms().get(0) + ", or add --auth-next to try one after the other");
        }
        return List.of();
    }

    Credentials credentials() {
        return source.credentials(user);
    }

    AuthPolicy applyTo(AuthPolicy policy) {
        AuthPolicy all = next ? policy.tryingNextAfterRefusal() : policy;
        return mechanisms.isEmpty() ? all : all.withMechanisms(mechanisms.toArray(String[]::new));
    }
}
