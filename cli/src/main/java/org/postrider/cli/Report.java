// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.Recipient;
import org.postrider.RecipientOutcome;
import org.postrider.RecipientsRefusedException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;

/** What became of a mail, whether it ended in a result or in an exception. */
record Report(
        Optional<Reply> reply,
        List<String> accepted,
        Map<String, Reply> refused,
        List<String> inDoubt,
        List<String> notSent,
        Delivery delivery,
        Optional<Exception> error) {

    static Report of(SendResult result) {
        return of(Optional.of(result.reply()), result.outcomes(), result.delivery(), Optional.empty());
    }

    static Report of(Exception failure) {
        if (failure instanceof RecipientsRefusedException e) {
            return of(e.reply(), e.outcomes(), e.delivery(), Optional.of(e));
        }
        if (failure instanceof DisconnectedException e) {
            return of(e.reply(), e.outcomes(), e.delivery(), Optional.of(e));
        }
        if (failure instanceof SmtpException e) {
            return of(e.reply(), List.of(), e.delivery(), Optional.of(e));
        }
        return of(Optional.empty(), List.of(), Delivery.NOT_SENT, Optional.of(failure));
    }

    private static Report of(
            Optional<Reply> reply, List<RecipientOutcome> outcomes, Delivery delivery, Optional<Exception> error) {
        Map<String, Reply> refused = new LinkedHashMap<>();
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.delivery() == Delivery.REFUSED) {
                outcome.reply()
                        .ifPresent(
                                r -> refused.put(outcome.recipient().mailbox().address(), r));
            }
        }
        return new Report(
                reply,
                addresses(outcomes, Delivery.DELIVERED),
                refused,
                addresses(outcomes, Delivery.IN_DOUBT),
                addresses(outcomes, Delivery.NOT_SENT),
                delivery,
                error);
    }

    private static List<String> addresses(List<RecipientOutcome> outcomes, Delivery delivery) {
        return outcomes.stream()
                .filter(outcome -> outcome.delivery() == delivery)
                .map(RecipientOutcome::recipient)
                .map(Recipient::mailbox)
                .map(mailbox -> mailbox.address())
                .toList();
    }
}
