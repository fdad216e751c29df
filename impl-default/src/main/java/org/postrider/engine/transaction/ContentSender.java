// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.BareLineEnds;
import org.postrider.DataRefusedException;
import org.postrider.RecipientOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.engine.conversation.Conversation;
import org.postrider.engine.conversation.Listeners;
import org.postrider.engine.wire.ContentEncoder;

/**
 * Streams content behind a 354. The end mark is a write of its own, after the last look for what the server says: so an early refusal is a
 * refusal and not a doubt. Whatever goes wrong before it closes the connection without it, because a half message must never be completed.
 */
final class ContentSender {

    private static final int BLOCK = 32 * 1024;

    private final Conversation conversation;
    private final Listeners listeners;
    private final ContentEncoder encoder;
    private final OptionalLong size;

    ContentSender(
            Conversation conversation, Listeners listeners, BareLineEnds policy, boolean sevenBit, OptionalLong size) {
        this.conversation = conversation;
        this.listeners = listeners;
        this.encoder = new ContentEncoder(policy, sevenBit);
        this.size = size;
    }

    /**
     * Sends content and end mark.
     *
     * @param outcomes what is known of each recipient, for the case that no verdict comes
     * @param beforeCommit runs before the end mark; what it throws stops the transaction
     * @return what the server said instead of taking the end mark, if the connection broke over it; usually empty
     */
    Optional<Reply> send(Content content, List<RecipientOutcome> outcomes, Runnable beforeCommit) throws SmtpException {
        boolean sent = false;
        try (InputStream in = content.stream()) {
            stream(in);
            beforeCommit.run();
            sent = true;
        } catch (SmtpException e) {
            throw e;
        } catch (IOException e) {
            throw content.unreadable(e);
        } finally {
            if (!sent) {
                conversation.abort("the content was not sent to its end");
            }
        }
        return end(outcomes);
    }

    private void stream(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        byte[] encoded = new byte[ContentEncoder.roomFor(BLOCK)];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            write(encoded, encoder.encode(block, n, encoded));
        }
        // Even an empty write looks once more for what the server says before the commit point.
        write(encoded, encoder.finish(encoded));
    }

    private void write(byte[] octets, int length) throws SmtpException {
        Optional<Reply> said = conversation.writeContent(ByteBuffer.wrap(octets, 0, length), Stage.CONTENT);
        if (said.isPresent()) {
            throw refusal(said.get());
        }
        long progress = encoder.size();
        listeners.tell(listener -> listener.contentProgress(progress, size));
    }

    private SmtpException refusal(Reply said) {
        if (said.isNegative()) {
            return new DataRefusedException(
                    conversation.peer() + " refused the content while it was being sent: " + said
                            + "; the session was closed without the end of the content",
                    Stage.CONTENT,
                    said);
        }
        return conversation.outOfStep("it sent " + said + " while content was being sent", Stage.CONTENT);
    }

    private Optional<Reply> end(List<RecipientOutcome> outcomes) throws SmtpException {
        conversation.commit(outcomes);
        Optional<Reply> said = conversation.writeEnd();
        listeners.tell(listener -> listener.contentSent(encoder.size()));
        return said;
    }
}
