// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.wire;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
        List<String> shown = reply.lines().stream().map(this::hiddenInLine).toList();
        return shown.equals(reply.lines()) ? reply : Reply.of(reply.code(), shown.toArray(String[]::new));
    }

    private String hiddenInLine(String line) {
        List<String> pieces = sent.stream().flatMap(Secrets::pieces).toList();
        List<String> words = new ArrayList<>();
        for (String word : Splitter.on(' ').split(line)) {
            words.add(pieces.stream().anyMatch(piece -> holds(word, piece)) ? HIDDEN : word);
        }
        return String.join(" ", words);
    }

    /** In clear, or in base64 whatever stands before it there. */
    private static boolean holds(String word, String piece) {
        return word.contains(piece)
                || (BaseEncoding.base64().canDecode(word)
                        && new String(BaseEncoding.base64().decode(word), StandardCharsets.UTF_8).contains(piece));
    }

    /** A response is made of fields; whichever is the secret, none is shown. */
    private static Stream<String> pieces(byte[] response) {
        return Splitter.on(CharMatcher.anyOf("\0\u0001 "))
                .splitToStream(new String(response, StandardCharsets.UTF_8))
                .filter(piece -> piece.length() >= SHORTEST);
    }

    /** Overwrites what was remembered. */
    public void forget() {
        sent.forEach(response -> Arrays.fill(response, (byte) 0));
        sent.clear();
    }
}
