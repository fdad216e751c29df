// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.conversation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.postrider.Deadline;
import org.postrider.DisconnectedException;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.Timeouts;
import org.postrider.Transport;
import org.postrider.engine.wire.Command;

/**
 * What is said in a session: when to wait, and nothing else. Replies belong to commands by counting (RFC 2920 section 3.1).
 *
 * <p>A command that closes its group, and without PIPELINING every command, is sent and answered before {@link #send} returns.
 *
 * <p>A session that lost step is never used again.
 */
public final class Conversation {

    private final Connection connection;
    private final Pipeline pipeline;
    private boolean pipelining;
    private boolean statusCodes;

    /** Begins on an open transport. */
    public Conversation(Transport transport, Timeouts timeouts, Listeners listeners, boolean acceptBareLf) {
        this.connection = new Connection(transport, timeouts, listeners, acceptBareLf);
        this.pipeline = new Pipeline(connection, listeners);
    }

    /** Sets what the last EHLO reply allows. */
    public void allow(boolean pipelined, boolean enhancedStatusCodes) {
        pipelining = pipelined;
        statusCodes = enhancedStatusCodes;
        connection.expect(enhancedStatusCodes ? Reply.StatusCodes.ANNOUNCED : Reply.StatusCodes.UNANNOUNCED);
    }

    /** The transport's peer, for messages. */
    public String peer() {
        return connection.peer();
    }

    /** Whether the server announced enhanced status codes. */
    public boolean hasStatusCodes() {
        return statusCodes;
    }

    /** What protects the connection. */
    public Transport.Protection protection() {
        return connection.protection();
    }

    /** The TLS session below, if there is one. */
    public Optional<SSLSession> tlsSession() {
        return connection.tlsSession();
    }

    /** Refuses a call that finds the session over. */
    public void checkNotOver() throws DisconnectedException {
        connection.checkNotOver();
    }

    /** Whether nothing more can be sent. */
    public boolean isOver() {
        return connection.isOver();
    }

    /** A number that changes with each command that is taken and each octet that is written. */
    public long activity() {
        return pipeline.sent() + connection.writes();
    }

    /** Whether both sides are in step: no command waits for its reply, and no 3yz reply for what follows it. */
    public boolean isInStep() {
        return !isOver() && pipeline.isEmpty() && !pipeline.isToBeContinued() && connection.isBetweenReplies();
    }

    /** Whether the session goes on and the server has sent nothing that it was not asked for, the end of the stream included. Does not wait. */
    public boolean isQuiet() {
        return !isOver() && connection.isQuiet();
    }

    /** Reads the greeting, which has so much time. */
    public Reply greeting(Duration limit) throws SmtpException {
        return connection.receiveGreeting(limit);
    }

    /**
     * Sends a command, at once or with the rest of its group. It is answered then if it closes its group, unless the server ended the session by
     * a 421 to an earlier one.
     */
    public void send(PendingCommand command) throws SmtpException {
        pipeline.add(command);
        if (!pipelining || command.command().closesGroup()) {
            pipeline.complete(command);
        }
    }

    /**
     * Sends a chunk (RFC 3030 section 2). A small one leaves with what follows it; with a large one, the replies that are there are read. A
     * server that refuses a chunk before it has all of it is out of step, and the session is over then.
     *
     * @param bdat BDAT, which knows whether anything has left, whatever is thrown here; answered then without PIPELINING
     * @param furtherVerdicts one for each reply to the last chunk after the first (RFC 2033 section 4.2); usually none
     * @param chunk its octets
     */
    public void send(PendingCommand bdat, List<PendingCommand> furtherVerdicts, Payload chunk) throws SmtpException {
        pipeline.add(bdat, furtherVerdicts, chunk);
        if (!pipelining) {
            pipeline.complete(bdat);
        }
    }

    /**
     * After a 354: whatever the server says now is about the content. A refusal before its end ends the session.
     *
     * @param verdicts how many replies the end of the content will have: one, or one for each accepted recipient (RFC 2033 section 4.2)
     * @return the end of the content, once for each reply
     */
    public List<PendingCommand> beginContent(int verdicts) {
        return pipeline.beginContent(verdicts);
    }

    /** Writes octets of the content after a 354. If the server refuses it meanwhile, its end is answered and the session is over. */
    public void writeContent(Payload octets) throws SmtpException {
        pipeline.writeContent(octets);
    }

    /**
     * Sends the last octets of the content after a 354 and the dot, in one write, with what follows if they are few.
     *
     * @param ends what {@link #beginContent} returned
     */
    public void endContent(ByteBuffer last, List<PendingCommand> ends) throws SmtpException {
        pipeline.endContent(last, ends);
    }

    /** Whether the server may act upon a command: an octet of it may have left, and the server did not end the session before it. */
    public boolean mayBeExecuted(PendingCommand command) {
        return pipeline.hasBegunToLeave(command)
                && !(isOver() && end(command.stage()).isBefore(command));
    }

    /** The reply to a command; writes what is not written yet and reads the replies before it. */
    public Reply await(PendingCommand command) throws SmtpException {
        pipeline.complete(command);
        Reply reply = command.reply();
        if (reply == null) {
            throw connection.end(command.stage(), " before it answered").exception();
        }
        return reply;
    }

    /** Reads the replies that are there, without waiting. */
    public void readWhatCame() throws SmtpException {
        pipeline.readWhatCame();
    }

    /** Sends a command and returns its reply. */
    public Reply ask(Command command, Stage stage, Timeouts.Phase phase) throws SmtpException {
        return ask(PendingCommand.of(command, stage, phase));
    }

    /** Sends one of several commands that have one deadline together, and returns its reply. */
    public Reply ask(Command command, Stage stage, Timeouts.Phase phase, Deadline deadline) throws SmtpException {
        return ask(PendingCommand.of(command, stage, phase, deadline));
    }

    private Reply ask(PendingCommand command) throws SmtpException {
        send(command);
        return alone(await(command), command.stage());
    }

    /** A reply after which nothing is due; before TLS that is looked at elsewhere, and after a 354 the content follows. */
    private Reply alone(Reply reply, Stage stage) throws SmtpException {
        if (stage != Stage.TLS && stage != Stage.QUIT && !reply.isPositiveIntermediate()) {
            pipeline.checkNothingUnread(stage);
        }
        return reply;
    }

    /** What a session goes on over. */
    @FunctionalInterface
    public interface Layer {
        /** Puts itself over the transport that was there before. */
        Transport over(Transport below, Deadline deadline) throws IOException;
    }

    /**
     * Before a layer is put on what was in use already, nothing that was not asked for may have come: it could be taken for a reply that came
     * through the layer (RFC 3207 section 6).
     */
    public void checkNothingCame() throws SmtpException {
        if (connection.hasOctets(Stage.TLS)) {
            throw outOfStep("octets came in clear where TLS had to begin", Stage.TLS);
        }
    }

    /** Goes on over another transport, with a parser that knows nothing of what was said before. */
    public void layer(Layer layer) throws SmtpException {
        if (isOver()) {
            throw ended(Stage.TLS);
        }
        connection.layer(layer);
    }

    /** Closes in an orderly way. */
    public void close(String reason) {
        connection.close(reason);
    }

    /** Closes at once; may be called from any thread. */
    public void abort(String reason) {
        connection.abort(reason);
    }

    /** Ends the session for what the server sent in place of what was due. */
    public DisconnectedException outOfStep(String fault, Stage stage) {
        return connection.violation(fault, stage);
    }

    /** Ends the session for a reply that cannot be one to what was due. */
    public DisconnectedException outOfStep(String fault, Stage stage, Reply reply) {
        return connection.violation(fault, stage, reply);
    }

    /** Ends the session because the server refused BDAT as a command it does not know. */
    public void unknownChunk(Reply refusal) {
        connection.unknownCommand(refusal, Stage.CONTENT);
    }

    /** What ended the session. */
    public SessionEnd end(Stage stage) {
        return connection.end(stage, "");
    }

    /** What a call says that finds the session ended under it. */
    public DisconnectedException ended(Stage stage) {
        return end(stage).exception();
    }

    /** Keeps outcomes that are about to be reported, until something proves that both sides were in step. */
    public void report(List<RecipientOutcome> outcomes) {
        connection.report(outcomes);
    }

    /** The session is over, and no call has reported yet why; if the server announced it, the next call reports that. */
    public void endUnreported() {
        connection.endUnreported();
    }

    /** Both sides are in step: what was reported before is right. */
    public void proveStep() {
        connection.proveStep();
    }

    /** Looks whether more was read than was due, without asking the transport for more. */
    public void checkNothingUnread(Stage stage) throws SmtpException {
        pipeline.checkNothingUnread(stage);
    }

    /** Before a command is written while no reply is due, nothing may have arrived: it could only be taken for the next reply. */
    public void checkUsable(Stage stage) throws SmtpException {
        pipeline.checkUsable(stage);
    }
}
