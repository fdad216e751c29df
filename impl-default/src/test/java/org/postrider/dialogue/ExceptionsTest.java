// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postrider.ConnectionFailedException;
import org.postrider.ConnectionLostException;
import org.postrider.DataRefusedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.GreetingRefusedException;
import org.postrider.HeloRefusedException;
import org.postrider.LocalRefusalException;
import org.postrider.MessageException;
import org.postrider.NotConnectedException;
import org.postrider.ProtocolViolationException;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.RefusedException;
import org.postrider.Reply;
import org.postrider.SenderRefusedException;
import org.postrider.SessionAbortedException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.Stage;

class ExceptionsTest {

    private static final Reply LATER = Reply.of(450, "4.2.0 later");
    private static final Reply NEVER = Reply.of(550, "5.1.1 never");

    @Test
    @DisplayName(
            "every exception is an I/O error with stage, delivery, transience and perhaps a reply (P20, P222, P225, P228)")
    void hierarchy() {
        for (Class<?> type : List.of(
                ConnectionFailedException.class,
                DisconnectedException.class,
                RefusedException.class,
                RecipientsRefusedException.class,
                LocalRefusalException.class,
                MessageException.class)) {
            assertThat(type).hasSuperclass(SmtpException.class);
        }
        assertThat(SmtpException.class).hasSuperclass(IOException.class);
        assertThat(Modifier.isAbstract(SmtpException.class.getModifiers())).isTrue();
        for (Class<?> type : List.of(
                NotConnectedException.class,
                ConnectionLostException.class,
                SmtpTimeoutException.class,
                ProtocolViolationException.class,
                SessionAbortedException.class)) {
            assertThat(type).hasSuperclass(DisconnectedException.class);
        }
        for (Class<?> type : List.of(
                GreetingRefusedException.class,
                HeloRefusedException.class,
                SenderRefusedException.class,
                DataRefusedException.class)) {
            assertThat(type).hasSuperclass(RefusedException.class);
        }
        assertThat(ExtensionNotSupportedException.class).hasSuperclass(LocalRefusalException.class);
    }

    @Test
    @DisplayName("refused recipients are no single refusal, but one for each (P223)")
    void recipientsRefused() {
        RecipientsRefusedException e = new RecipientsRefusedException(
                "no",
                List.of(
                        new RecipientOutcome(Recipient.of("a@b"), Delivery.REFUSED, Optional.of(NEVER)),
                        new RecipientOutcome(Recipient.of("c@d"), Delivery.REFUSED, Optional.of(LATER)),
                        new RecipientOutcome(Recipient.of("e@f"), Delivery.NOT_SENT, Optional.empty())),
                LATER);
        assertThat(e).isNotInstanceOf(RefusedException.class);
        assertThat(e.refused()).hasSize(2);
        assertThat(e.untried()).containsExactly(Recipient.of("e@f"));
        assertThat(e.isRetryable()).isTrue();
    }

    @Test
    @DisplayName(
            "each kind answers whether to try again and whether the message was perhaps delivered (P222, P224, R43)")
    void answers() {
        assertThat(new SenderRefusedException("x", "a@b", LATER).isRetryable()).isTrue();
        assertThat(new SenderRefusedException("x", "a@b", NEVER).isRetryable()).isFalse();
        assertThat(new DataRefusedException("x", Stage.DATA, NEVER).delivery()).isEqualTo(Delivery.REFUSED);
        assertThat(new MessageException("x", Stage.MAIL, null).delivery()).isEqualTo(Delivery.NOT_SENT);
        assertThat(new ConnectionFailedException("x", new IOException()).isRetryable())
                .isTrue();
        assertThat(new ProtocolViolationException("x", Stage.MAIL, Delivery.NOT_SENT, List.of()).isRetryable())
                .isFalse();
        List<RecipientOutcome> doubt =
                List.of(new RecipientOutcome(Recipient.of("a@b"), Delivery.IN_DOUBT, Optional.empty()));
        assertThat(new ConnectionLostException("x", Stage.VERDICT, Delivery.IN_DOUBT, doubt, null, null).delivery())
                .isEqualTo(Delivery.IN_DOUBT);
        assertThat(new SmtpTimeoutException("x", Stage.MAIL, Delivery.NOT_SENT, List.of(), Duration.ofSeconds(1), null)
                        .delivery())
                .isEqualTo(Delivery.NOT_SENT);
    }

    @Test
    @DisplayName("exceptions survive serialisation with reply, stage and delivery (P226)")
    void serialisation() throws Exception {
        List<RecipientOutcome> doubt =
                List.of(new RecipientOutcome(Recipient.of("a@b"), Delivery.IN_DOUBT, Optional.empty()));
        for (SmtpException e : List.of(
                new SenderRefusedException("x", "a@b", NEVER),
                new HeloRefusedException("x", LATER, NEVER),
                new ConnectionLostException(
                        "x", Stage.VERDICT, Delivery.IN_DOUBT, doubt, NEVER, new IOException("cause")),
                new RecipientsRefusedException("x", doubt, NEVER),
                new ExtensionNotSupportedException("x", "SIZE"))) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
                out.writeObject(e);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
                SmtpException copy = (SmtpException) in.readObject();
                assertThat(copy).hasSameClassAs(e).hasMessage("x");
                assertThat(copy.reply()).isEqualTo(e.reply());
                assertThat(copy.delivery()).isEqualTo(e.delivery());
                assertThat(copy.stage()).isEqualTo(e.stage());
                assertThat(copy.isRetryable()).isEqualTo(e.isRetryable());
            }
        }
    }
}
