// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.postrider.Reply;

/**
 * What one AUTH exchange has sent. Challenges are never shown, and a refusal is shown without what it repeats of the responses, in clear or in
 * base64: some servers quote in it what they did not like.
 */
public final class Secrets {

    /** Nothing to hide. */
    public static final Secrets NONE = new Secrets();

    private static final String HIDDEN = "***";
    /** A shorter piece would be found in innocent words. */
    private static final int SHORTEST = 4;

    private static final Splitter FIELDS = Splitter.on(CharMatcher.anyOf("\0\u0001 "));

    private final List<byte[]> sent = new ArrayList<>();

    /** For one exchange. */
    public Secrets() {}

    /** Remembers a response. */
    public void add(byte[] response) {
        sent.add(response.clone());
    }

    /** The reply without what may not be shown. */
    public Reply hiddenIn(Reply reply) {
        if (this == NONE) {
            return reply;
        }
        if (reply.isPositiveIntermediate()) {
            return Reply.of(reply.code(), HIDDEN);
        }
        String text = String.join("\n", reply.lines());
        String hidden = text;
        for (byte[] response : sent) {
            hidden = hidden.replace(Base64.getEncoder().encodeToString(response), HIDDEN);
            for (String piece : pieces(response)) {
                hidden = hidden.replace(piece, HIDDEN);
                String encoded = Base64.getEncoder().encodeToString(piece.getBytes(StandardCharsets.UTF_8));
                hidden = hidden.replace(encoded, HIDDEN);
            }
        }
        return hidden.equals(text)
                ? reply
                : Reply.of(reply.code(), Splitter.on('\n').splitToList(hidden).toArray(String[]::new));
    }

    /** A response is made of fields; whichever is the secret, none is shown. */
    private static List<String> pieces(byte[] response) {
        List<String> pieces = new ArrayList<>();
        for (String piece : FIELDS.split(new String(response, StandardCharsets.UTF_8))) {
            if (piece.length() >= SHORTEST) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    /** Overwrites what was remembered. */
    public void forget() {
        sent.forEach(response -> Arrays.fill(response, (byte) 0));
        sent.clear();
    }
}
