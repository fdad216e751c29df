// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A transaction as the model server knows it: what it said to each step, and for whom it took the message. */
final class ServerTransaction {

    private final String mail;
    private final List<SaidReply> forAll = new ArrayList<>();
    private final Map<String, Optional<SaidReply>> rcpts = new LinkedHashMap<>();
    private final Map<String, SaidReply> verdicts = new LinkedHashMap<>();
    private final Set<String> accepted = new LinkedHashSet<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean endReceived;
    private boolean broken;

    ServerTransaction(String mail) {
        this.mail = mail;
    }

    /** The id of the mail. */
    String mail() {
        return mail;
    }

    /** A reply to MAIL, DATA or a chunk. */
    void answered(SaidReply reply) {
        forAll.add(reply);
    }

    void answeredRcpt(String recipient, Optional<SaidReply> reply) {
        rcpts.put(recipient, reply);
    }

    void answeredEnd(String recipient, SaidReply reply) {
        verdicts.put(recipient, reply);
    }

    /** The server takes responsibility for a recipient, whether the client gets to know or not. */
    void accept(String recipient) {
        accepted.add(recipient);
    }

    boolean isAccepted(String recipient) {
        return accepted.contains(recipient);
    }

    Set<String> accepted() {
        return accepted;
    }

    boolean hasRcpt(String recipient) {
        return rcpts.containsKey(recipient);
    }

    /** The recipients that RCPT was answered 250 for. */
    List<String> takenRecipients() {
        return rcpts.entrySet().stream()
                .filter(entry -> entry.getValue().filter(SaidReply::isPositive).isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    int recipients() {
        return rcpts.size();
    }

    /** The first reply to MAIL, DATA or a chunk that is as asked for. */
    Optional<SaidReply> forAll(Predicate<SaidReply> wanted) {
        return forAll.stream().filter(wanted).findFirst();
    }

    Optional<SaidReply> rcpt(String recipient) {
        return rcpts.getOrDefault(recipient, Optional.empty());
    }

    Optional<SaidReply> anyRcpt(Predicate<SaidReply> wanted) {
        return rcpts.values().stream().flatMap(Optional::stream).filter(wanted).findFirst();
    }

    Optional<SaidReply> verdict(String recipient) {
        return Optional.ofNullable(verdicts.get(recipient));
    }

    Optional<SaidReply> anyVerdict(Predicate<SaidReply> wanted) {
        return verdicts.values().stream().filter(wanted).findFirst();
    }

    /** Whether a chunk was refused, so that no message can come of it. */
    boolean isBroken() {
        return broken;
    }

    void fail() {
        broken = true;
    }

    ByteArrayOutputStream content() {
        return content;
    }

    void endReceived() {
        endReceived = true;
    }

    boolean isEndReceived() {
        return endReceived;
    }
}
