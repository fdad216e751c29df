// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.List;
import java.util.Set;
import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.MailParameter;
import org.postrider.spi.Extension;
import org.postrider.spi.TransactionPlan;

/**
 * BINARYMIME (RFC 3030 section 3): content without line ends, for servers that take it, in chunks. Only the caller knows that a message is binary, so
 * only the caller can ask for it.
 */
public final class BinaryMimeExtension implements Extension {

    private static final String KEYWORD = "BINARYMIME";
    private static final String BODY_BINARYMIME = "BODY=BINARYMIME";

    /** Needs nothing. */
    public BinaryMimeExtension() {}

    @Override
    public Set<String> mailParameters() {
        return Set.of(BODY_BINARYMIME);
    }

    @Override
    public Set<String> requires() {
        return Set.of("CHUNKING");
    }

    @Override
    public boolean leavesContentUnaltered(List<MailParameter> parameters) {
        for (MailParameter parameter : parameters) {
            if (parameter.encoded().equalsIgnoreCase(BODY_BINARYMIME)) {
                return true;
            }
        }
        return false;
    }

    /** Without it the octets would be changed, so that the parameter must not be dropped even if the caller said so. */
    @Override
    public void plan(TransactionPlan plan) throws LocalRefusalException {
        if (plan.offer().isEmpty() && leavesContentUnaltered(plan.envelope().parameters())) {
            throw new ExtensionNotSupportedException(
                    "the message is declared as binary and the server does not offer BINARYMIME; encode those parts as base64",
                    KEYWORD);
        }
    }
}
