// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.transaction;

import java.util.function.UnaryOperator;
import org.postrider.Reply;

/**
 * The replies that are kept until the result is made. So that long replies do not fill the memory, they are kept whole up to
 * some size together, and from then on each is cut.
 */
final class KeptReplies implements UnaryOperator<Reply> {

    private static final long WHOLE = 1024 * 1024;
    private static final int CUT = 256;

    private long kept;

    @Override
    public Reply apply(Reply reply) {
        Reply shorter = kept < WHOLE ? reply : reply.abridged(CUT);
        kept += shorter.length();
        return shorter;
    }

    /** Those so far are kept no longer. */
    void release() {
        kept = 0;
    }
}
