// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.extension;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.MailParameter;
import org.postrider.internal.Ascii;
import org.postrider.spi.TransactionPlan;

/** Reads what stands in a plan and in the parameters of an EHLO keyword. */
final class Parameters {

    private static final int MOST_DIGITS = 18;

    private Parameters() {}

    /** The MAIL parameter of a keyword, if the plan has it. */
    static Optional<MailParameter> of(TransactionPlan plan, String keyword) {
        List<MailParameter> parameters = plan.mailParameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).keyword().equals(keyword)) {
                return Optional.of(parameters.get(i));
            }
        }
        return Optional.empty();
    }

    /** A number without sign; empty for what is none, or too large to be one. */
    static OptionalLong number(String text) {
        boolean number = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; i < text.length() && number; i++) {
            number = Ascii.isDigit(text.charAt(i));
        }
        return number ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
