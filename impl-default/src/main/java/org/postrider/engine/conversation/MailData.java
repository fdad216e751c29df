// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.engine.wire.Command;

/**
 * The mail data of a transaction on the connection (RFC 5321 section 3.3): octets behind a 354, the end, which is the dot or the last chunk, and
 * the verdict. No command is in flight meanwhile, so whatever the server says belongs to the mail data.
 */
public final class MailData {

    private final Connection connection;
    private final Pipeline pipeline;

    MailData(Connection connection, Pipeline pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    /**
     * Writes octets behind a 354, unless the server speaks although nothing is due.
     *
     * @return what it said before or instead; empty if the octets were written
     */
    public Optional<Reply> write(ByteBuffer octets) throws SmtpException {
        if (connection.isOver()) {
            throw connection.ended(Stage.CONTENT, "");
        }
        if (!connection.hasOctets(Stage.CONTENT)) {
            List<Reply> said = connection.write(new Payload.Octets(octets), Stage.CONTENT, null, List.of());
            if (!said.isEmpty() || !octets.hasRemaining()) {
                return said.isEmpty() ? Optional.empty() : Optional.of(said.get(0));
            }
        }
        return Optional.of(connection.receive(Stage.CONTENT, Timeouts.Phase.COMMAND));
    }

    /**
     * From now on the message may have been delivered, whatever happens, until {@link #decided}.
     *
     * @param known tells what is known of each recipient; asked when a failure is reported
     */
    public void commit(Supplier<List<RecipientOutcome>> known) {
        connection.commit(() -> true, known);
    }

    /**
     * The same, but from when any octet of a last chunk may have left.
     *
     * @param bdat the chunk
     * @param known as {@link #commit}
     */
    public void commitWith(Exchange bdat, Supplier<List<RecipientOutcome>> known) {
        connection.commit(() -> pipeline.hasBegunToLeave(bdat), known);
    }

    /**
     * Writes the end of what follows a 354: the dot, behind a CRLF that is there already.
     *
     * @return as {@link #writeLast}
     */
    public Optional<Reply> writeDot() throws SmtpException {
        return writeEnd(new Payload.Octets(ByteBuffer.wrap(Command.endOfData().octets())));
    }

    /**
     * Writes the last chunk (RFC 3030 section 2), whose reply is the verdict.
     *
     * @param bdat BDAT with LAST
     * @param chunk its octets
     * @return the refusal that the server sent without taking the end, and then the session is over; usually empty
     */
    public Optional<Reply> writeLast(Command bdat, Payload chunk) throws SmtpException {
        pipeline.checkUsable(Stage.CONTENT);
        return writeEnd(pipeline.begin(bdat, chunk, true));
    }

    /** Whether so many octets can be the last of {@link #end}. */
    public boolean holds(int octets) {
        return pipeline.holds(octets);
    }

    /**
     * Sends the end of what follows a 354 as if it were a command, so that it leaves with those that follow.
     *
     * @param last the last octets of the content, which {@link #holds} takes
     * @param verdicts how many replies will come
     * @return their exchanges
     */
    public List<Exchange> end(ByteBuffer last, int verdicts) throws SmtpException {
        if (connection.isOver()) {
            throw connection.ended(Stage.CONTENT, "");
        }
        return pipeline.end(last, verdicts);
    }

    private Optional<Reply> writeEnd(Payload end) throws SmtpException {
        while (end.remaining() > 0) {
            if (connection.isOver()) {
                throw connection.ended(Stage.VERDICT, "");
            }
            List<Reply> said = connection.write(end, Stage.VERDICT, null, List.of());
            if (!said.isEmpty()) {
                return Optional.of(said.get(0));
            }
            if (end.remaining() > 0) {
                return Optional.of(early());
            }
        }
        return Optional.empty();
    }

    private Reply early() throws SmtpException {
        Reply early = connection.receive(Stage.VERDICT, Timeouts.Phase.COMMAND);
        if (!early.isNegative()) {
            throw connection.violation("it sent " + early + " before it had the end of the content", Stage.VERDICT);
        }
        connection.abort("the content was refused before its end: " + early);
        return early;
    }

    /** Reads one verdict on the content. */
    public Reply verdict() throws SmtpException {
        if (connection.isOver()) {
            throw connection.ended(Stage.VERDICT, " before its verdict");
        }
        Reply reply = connection.receive(Stage.VERDICT, Timeouts.Phase.VERDICT);
        if (reply.isPositiveIntermediate()) {
            throw connection.violation(
                    "it answered the content with " + reply + ", which is no verdict", Stage.VERDICT);
        }
        return reply;
    }

    /** The message's fate is known, or there is none. */
    public void decided() {
        connection.decided();
    }
}
