// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The content of a mail: the octets of an RFC 5322 message. They are streamed and never held as a whole; on the wire line ends become
 * CRLF and leading dots are doubled, nothing else is changed.
 *
 * <p>The header comes first. A byte order mark or a From_ line before it, as the first mail of an mbox has one, is not sent. A session refuses
 * a message with any other line before its header, which a server would take for the end of it, and an mbox of several mails, of which
 * the second is for other people. With an envelope of the caller's, a text without any header leaves as it is.
 *
 * <p>An implementation need only open a stream: {@code Message m = () -> blob.open();}.
 */
@FunctionalInterface
public interface Message {

    /**
     * Opens the octets from their start. The session closes the stream.
     *
     * @return a new stream
     * @throws IOException if they cannot be read
     */
    InputStream openStream() throws IOException;

    /**
     * {@return whether {@link #openStream} can be called again for the same octets} A session reads such a message twice: once to learn its
     * size and whether it needs 8BITMIME or SMTPUTF8, once to send it. Of any other message
     * it reads the header first, and learns about the rest while it sends the octets.
     */
    default boolean isRepeatable() {
        return true;
    }

    /**
     * {@return the file that holds the same octets and nothing else, if there is one; by default empty} A file that needs no change goes to the
     * server without a copy, where {@link Session.Builder#chunking} sends it by BDAT and no TLS is used. The session sends such a file only as
     * long as its size and its time of modification stay what they were when the session examined it.
     */
    default Optional<Path> sourceFile() {
        return Optional.empty();
    }

    /**
     * {@return the same octets in memory, from position to limit, if they are there; by default empty} Return a new buffer at each call,
     * over octets that do not change. The session reads them in place of the stream. What needs no change goes to the server without a
     * copy: by BDAT, and by DATA if no line begins with a dot.
     */
    default Optional<ByteBuffer> octets() {
        return Optional.empty();
    }

    /**
     * A file, opened when it is sent.
     *
     * @param file its path
     * @return the message
     */
    static Message ofFile(Path file) {
        Objects.requireNonNull(file, "file");
        return new FileMessage(file);
    }

    /**
     * Octets in memory, which must not be changed until the message is sent.
     *
     * @param octets the octets
     * @return the message
     */
    static Message of(byte[] octets) {
        Objects.requireNonNull(octets, "octets");
        return new OctetsMessage(octets, 0, octets.length);
    }

    /**
     * Octets in memory.
     *
     * @param octets the octets from position to limit are copied
     * @return the message
     */
    static Message of(ByteBuffer octets) {
        Objects.requireNonNull(octets, "octets");
        byte[] copy = new byte[octets.remaining()];
        octets.duplicate().get(copy);
        return of(copy);
    }

    /**
     * Text, encoded as UTF-8.
     *
     * @param text header and body with any line ends
     * @return the message
     * @throws IllegalArgumentException if the text has a lone surrogate
     */
    static Message ofText(String text) {
        Objects.requireNonNull(text, "text");
        return ofText(text, StandardCharsets.UTF_8);
    }

    /**
     * Text, encoded by a character set of the caller's choice.
     *
     * @param text header and body with any line ends
     * @param charset the character set; the message's own header must name it
     * @return the message
     * @throws IllegalArgumentException if a character has no encoding
     */
    static Message ofText(String text, Charset charset) {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(charset, "charset");
        try {
            ByteBuffer octets = charset.newEncoder().encode(CharBuffer.wrap(text));
            return new OctetsMessage(octets.array(), octets.arrayOffset(), octets.remaining());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text has a character that " + charset + " cannot encode", e);
        }
    }

    /**
     * A stream that can be read once. Its size is not known before it is sent, so SIZE is not declared.
     *
     * @param stream the octets; closed by the session, also if it refuses the message
     * @return a message for one send
     */
    static Message ofStream(InputStream stream) {
        Objects.requireNonNull(stream, "stream");
        return new StreamMessage(stream);
    }
}
