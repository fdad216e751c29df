// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The truth about one session: its transactions, and who got what. */
final class ServerRecord {

    private final Map<String, ModelMail> mails;
    private final boolean allOrNothing;
    private final Faults faults;
    private final List<ServerTransaction> transactions = new ArrayList<>();
    private final Map<String, Integer> endsReceived = new HashMap<>();

    /**
     * An empty record.
     *
     * @param mails by id
     * @param allOrNothing whether the client wants a message to reach all recipients or nobody
     */
    ServerRecord(Map<String, ModelMail> mails, boolean allOrNothing, Faults faults) {
        this.mails = mails;
        this.allOrNothing = allOrNothing;
        this.faults = faults;
    }

    ServerTransaction begin(String mail) {
        ServerTransaction transaction = new ServerTransaction(mail);
        transactions.add(transaction);
        return transaction;
    }

    void endReceived(ServerTransaction transaction) {
        transaction.endReceived();
        endsReceived.merge(transaction.mail(), 1, Integer::sum);
    }

    /** How many contents of a mail the server has received to their end. */
    int endsReceived(String mail) {
        return endsReceived.getOrDefault(mail, 0);
    }

    void accept(ServerTransaction transaction, String recipient) {
        transaction.accept(recipient);
        if (allOrNothing && transaction.anyRcpt(reply -> !reply.isPositive()).isPresent()) {
            faults.add(
                    Rule.CLIENT_KEEPS_PROTOCOL,
                    "content is sent though a recipient was refused and all or none are wanted");
        }
        byte[] wanted = mails.get(transaction.mail()).content();
        byte[] got = transaction.content().toByteArray();
        int difference = Arrays.mismatch(wanted, got);
        if (difference >= 0) {
            faults.add(
                    Rule.CONTENT_UNALTERED,
                    transaction.mail() + " has " + wanted.length + " octets, " + got.length
                            + " arrived, and they differ at " + difference);
        }
    }

    List<ServerTransaction> of(String mail) {
        return transactions.stream().filter(one -> one.mail().equals(mail)).toList();
    }

    List<ServerTransaction> transactions() {
        return transactions;
    }
}
