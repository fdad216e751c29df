// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.AuthPolicy;
import org.postrider.Capabilities;
import org.postrider.Credentials;
import org.postrider.Deadline;
import org.postrider.Delivery;
import org.postrider.EnhancedStatus;
import org.postrider.Envelope;
import org.postrider.HeaderEnvelope;
import org.postrider.Mail;
import org.postrider.MailOutcome;
import org.postrider.MailParameter;
import org.postrider.Mailbox;
import org.postrider.Message;
import org.postrider.NotConnectedException;
import org.postrider.Providers;
import org.postrider.RcptParameter;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.Service;
import org.postrider.Session;
import org.postrider.SmtpException;
import org.postrider.Timeouts;
import org.postrider.TlsSettings;
import org.postrider.Transcript;
import org.postrider.testkit.ScriptedServer;

/** Every public method and constructor of the api, with each argument in turn null. */
class NullArgumentsTest {

    private static final Envelope ENVELOPE =
            Envelope.from("a@b.example").to("c@d.example").build();

    private final Map<Class<?>, Object> samples = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int checked;

    NullArgumentsTest() throws NoSuchAlgorithmException {
        Mail mail = Mail.of(ENVELOPE, Message.ofText("x"));
        SmtpException failure = new NotConnectedException("x");
        for (Object sample : List.of(
                "x",
                Duration.ofSeconds(1),
                URI.create("smtp://localhost"),
                Path.of("x"),
                StandardCharsets.UTF_8,
                new ByteArrayInputStream(new byte[0]),
                ByteBuffer.allocate(0),
                Mailbox.parse("a@b.example"),
                ENVELOPE,
                ENVELOPE.recipients().get(0),
                mail,
                new SendResult(
                        List.of(new RecipientOutcome(
                                ENVELOPE.recipients().get(0), Delivery.DELIVERED, Optional.of(Reply.of(250)))),
                        Reply.of(250)),
                MailOutcome.of(mail, failure),
                MailParameter.of("X"),
                RcptParameter.of("X"),
                Reply.of(250),
                Capabilities.of(Reply.of(250, "srv")),
                Deadline.never(),
                Timeouts.defaults(),
                TlsSettings.defaults(),
                AuthPolicy.defaults(),
                Providers.builtIn(),
                Credentials.password("u", new char[] {'p'}),
                Transcript.to(line -> {}),
                Instant.EPOCH,
                Clock.systemUTC(),
                new InetSocketAddress(1),
                SSLContext.getDefault(),
                String.class,
                Service.of(String.class, "x", () -> "x"),
                HeaderEnvelope.defaults(),
                new EnhancedStatus(2, 0, 0),
                failure,
                new IllegalStateException())) {
            samples.put(sample.getClass(), sample);
        }
    }

    private Object sample(Class<?> type) {
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type.isAssignableFrom(List.class)) {
            return List.of();
        }
        for (Object sample : samples.values()) {
            if (type.isInstance(sample)) {
                return sample;
            }
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> method.getReturnType() == Class.class ? String.class : null);
        }
        wrong.add("no sample of " + type);
        return new Object();
    }

    private static boolean mayBeNull(Parameter parameter) {
        AnnotatedElement type = parameter.getAnnotatedType();
        return parameter.getType().isPrimitive() || type.isAnnotationPresent(Nullable.class);
    }

    /** Calls with one argument null after the other. */
    private void check(Executable executable, @Nullable Object target) {
        Parameter[] parameters = executable.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (mayBeNull(parameters[i])) {
                continue;
            }
            Object[] arguments = new Object[parameters.length];
            for (int k = 0; k < arguments.length; k++) {
                arguments[k] = k == i ? null : sample(parameters[k].getType());
            }
            checked++;
            String where = executable.toGenericString() + ", argument " + i + " " + parameters[i].getName();
            try {
                if (executable instanceof Method method) {
                    method.invoke(target, arguments);
                } else {
                    ((Constructor<?>) executable).newInstance(arguments);
                }
                wrong.add(where + ": nothing thrown");
            } catch (InvocationTargetException e) {
                Throwable thrown = e.getCause();
                boolean named = thrown instanceof NullPointerException
                        && String.valueOf(thrown.getMessage()).matches("[a-z][A-Za-z0-9]*")
                        && (!parameters[i].isNamePresent()
                                || parameters[i].getName().equals(thrown.getMessage()));
                if (!named) {
                    wrong.add(where + ": " + thrown);
                }
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                wrong.add(where + ": " + e);
            }
        }
    }

    /** The api comes as a folder or as a jar. */
    private static List<Class<?>> publicTypes() throws IOException {
        Path root = Path.of(URI.create(String.valueOf(
                Session.class.getProtectionDomain().getCodeSource().getLocation())));
        if (Files.isDirectory(root)) {
            return publicTypes(root.resolve("org/postrider"));
        }
        try (FileSystem jar = FileSystems.newFileSystem(root)) {
            return publicTypes(jar.getPath("org/postrider"));
        }
    }

    private static List<Class<?>> publicTypes(Path folder) throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.startsWith("package-info")) {
                    types.add(Class.forName("org.postrider." + name.substring(0, name.length() - ".class".length())));
                }
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        types.removeIf(type -> !Modifier.isPublic(type.getModifiers()) || type.isAnonymousClass());
        return types;
    }

    private void checkMethods(Class<?> type, @Nullable Object target) {
        for (Method method : type.getDeclaredMethods()) {
            boolean open = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
            boolean isStatic = Modifier.isStatic(method.getModifiers());
            boolean ofEnum = type.isEnum() && method.getName().equals("valueOf");
            if (open && !ofEnum && !method.getName().equals("equals") && isStatic == (target == null)) {
                check(method, target);
            }
        }
    }

    @Test
    @DisplayName("a null argument is refused with the name of its parameter, everywhere in the api (S5)")
    void everywhere() throws IOException {
        for (Class<?> type : publicTypes()) {
            checkMethods(type, null);
            if (!Modifier.isAbstract(type.getModifiers())) {
                for (Constructor<?> constructor : type.getConstructors()) {
                    check(constructor, null);
                }
            }
            Object sample = samples.get(type);
            if (sample != null) {
                checkMethods(type, sample);
            }
        }
        checkMethods(Envelope.Builder.class, Envelope.from("a@b.example"));
        checkMethods(Session.Builder.class, Session.builder("smtp://localhost"));
        assertThat(String.join("\n", wrong)).isEmpty();
        assertThat(checked).isGreaterThan(200);
    }

    @Test
    @DisplayName("a null argument of a session is refused before anything is written (S5)")
    void session() throws SmtpException {
        try (ScriptedServer server = ScriptedServer.play(Dialogues.ehlo() + Dialogues.QUIT)) {
            try (Session session = Dialogues.open(server)) {
                for (Class<?> type : List.of(Session.class, Session.class.getInterfaces()[0])) {
                    checkMethods(type, session);
                }
            }
            assertThat(String.join("\n", wrong)).isEmpty();
            server.verify();
        }
    }

    @Test
    @DisplayName("a null password compiles and is refused (S5)")
    void nullPassword() {
        assertThatNullPointerException()
                .isThrownBy(() -> Credentials.password("ana", null))
                .withMessage("password");
        assertThatNullPointerException()
                .isThrownBy(() -> Credentials.passwordFrom("ana", null))
                .withMessage("password");
    }
}
