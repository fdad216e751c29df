// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.postrider.BareLineEnds;
import org.postrider.Message;
import org.postrider.MessageException;
import org.postrider.Stage;
import org.postrider.engine.wire.ContentEncoder;
import org.postrider.spi.ContentFacts;

/**
 * Reads a repeatable message once before anything is sent, through the very encoder that will send it, so that what is declared is what will
 * be counted.
 */
final class ContentScan {

    private static final int BLOCK = 32 * 1024;

    private final ContentEncoder encoder;
    private boolean eightBit;
    private boolean utf8Header;
    private boolean inHeader = true;
    private boolean lineIsEmpty = true;

    private ContentScan(BareLineEnds bareLineEnds) {
        this.encoder = new ContentEncoder(bareLineEnds, false);
    }

    /** The facts of a message, or that nothing is known of it. */
    static ContentFacts of(Message message, BareLineEnds bareLineEnds) throws MessageException {
        return message.isRepeatable() ? new ContentScan(bareLineEnds).scan(message) : ContentFacts.unknown();
    }

    private ContentFacts scan(Message message) throws MessageException {
        try (InputStream in = message.openStream()) {
            byte[] block = new byte[BLOCK];
            byte[] encoded = new byte[ContentEncoder.roomFor(BLOCK)];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                encoder.encode(block, n, encoded);
                look(block, n);
            }
            boolean empty = encoder.size() == 0;
            encoder.finish(encoded);
            return empty
                    ? new ContentFacts(OptionalLong.of(0), false, false)
                    : new ContentFacts(OptionalLong.of(encoder.size()), eightBit, utf8Header);
        } catch (IOException e) {
            throw ContentSender.unreadable(message, e, Stage.MAIL);
        }
    }

    private void look(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            byte octet = block[i];
            if (octet < 0) {
                eightBit = true;
                utf8Header |= inHeader;
            }
            if (inHeader) {
                if (octet == '\n') {
                    inHeader = !lineIsEmpty;
                    lineIsEmpty = true;
                } else if (octet != '\r') {
                    lineIsEmpty = false;
                }
            } else if (eightBit) {
                return;
            }
        }
    }
}
