// SPDX-License-Identifier: Apache-2.0
package org.postrider.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.postrider.Session;
import org.postrider.Timeouts;
import org.postrider.TlsSettings;

/** A real server that a script of {@code interop/} brings up in a folder of its own. Where the packages are missing, the tests are skipped. */
final class RealServer implements AutoCloseable {

    private static final Path INTEROP =
            Path.of("..", "interop").toAbsolutePath().normalize();

    private final Path script;
    private final Path folder;
    private final Map<String, String> variables;

    private RealServer(Path script, Path folder, Map<String, String> variables) {
        this.script = script;
        this.folder = folder;
        this.variables = variables;
    }

    /** Brings a server up, or skips the test. */
    static RealServer up(String name) throws IOException {
        boolean possible =
                run(INTEROP.resolve("packages"), "check", name) == 0 && "root".equals(System.getProperty("user.name"));
        if (!possible) {
            System.out.println("interop: tests against " + name
                    + " are skipped; they need root and what interop/packages installs");
        }
        Assumptions.assumeTrue(possible);
        Path folder = Files.createTempDirectory("interop");
        Path script = INTEROP.resolve(name);
        if (run(script, "up", folder.toString()) != 0) {
            throw new IllegalStateException(script + " up failed");
        }
        return new RealServer(script, folder, variables(folder.resolve("env")));
    }

    private static int run(Path script, String... arguments) throws IOException {
        List<String> command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        Path log = Files.createTempFile("interop", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            if (code != 0 && !arguments[0].equals("check")) {
                System.out.println(Files.readString(log));
            }
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(log);
        }
    }

    private static Map<String, String> variables(Path file) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            String value = line.substring(equals + 1);
            boolean quoted = value.startsWith("'") && value.endsWith("'");
            variables.put(line.substring(0, equals), quoted ? value.substring(1, value.length() - 1) : value);
        }
        return variables;
    }

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    char[] password() {
        return variable("USER_PASSWORD").toCharArray();
    }

    /** A session to one of its ports, trusting its authority. */
    Session.Builder to(String scheme, String portVariable) {
        return Session.builder(scheme + "://localhost:" + variable(portVariable))
                .localName("me.test")
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20)))
                .tlsSettings(trusting());
    }

    /** A session by LMTP: to its socket or to its port. */
    Session.Builder byLmtp(boolean unix) {
        String server = unix ? "lmtp://" + variable("LMTP_SOCKET") : "lmtp://localhost:" + variable("LMTP_PORT");
        return Session.builder(server)
                .localName("me.test")
                .timeouts(Timeouts.ofAll(Duration.ofSeconds(20)))
                .tlsSettings(trusting());
    }

    TlsSettings trusting() {
        return TlsSettings.defaults().withAuthorities(List.of(certificate("CA")));
    }

    /** Trusting, and with the client certificate. */
    TlsSettings withClientCertificate() {
        try {
            String pem = Files.readString(Path.of(variable("CLIENT_KEY")))
                    .replaceAll("-----[A-Z ]+-----", "")
                    .replaceAll("\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, new char[0], new Certificate[] {certificate("CLIENT_CERT")});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return trusting().withKeyManagers(factory.getKeyManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(String variable) {
        try (InputStream in = Files.newInputStream(Path.of(variable(variable)))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one message that a user has got with this subject, once it is there. */
    String delivered(String user, String subject) throws IOException {
        return new String(deliveredOctets(user, subject), StandardCharsets.UTF_8);
    }

    /** The same octet for octet. */
    byte[] deliveredOctets(String user, String subject) throws IOException {
        Path folderOfUser = Path.of(variable("DELIVERED"), user, "new");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            if (Files.isDirectory(folderOfUser)) {
                try (Stream<Path> files = Files.list(folderOfUser)) {
                    for (Path file : files.toList()) {
                        byte[] octets = Files.readAllBytes(file);
                        String text = new String(octets, StandardCharsets.ISO_8859_1);
                        if (text.contains("\nSubject: " + subject + "\n")) {
                            return octets;
                        }
                    }
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nothing of subject " + subject + " was delivered to " + user);
    }

    @Override
    public void close() throws IOException {
        run(script, "down", folder.toString());
        Files.deleteIfExists(folder);
    }
}
