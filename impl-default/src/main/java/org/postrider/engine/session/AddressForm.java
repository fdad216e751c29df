// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import org.postrider.ExtensionNotSupportedException;
import org.postrider.LocalRefusalException;
import org.postrider.Mailbox;
import org.postrider.Stage;
import org.postrider.internal.Ascii;

/** The form in which a single MAIL or RCPT carries an address: as it is given, or with A-labels outside of a transaction with SMTPUTF8. */
final class AddressForm {

    static final String SMTPUTF8 = "SMTPUTF8";

    private AddressForm() {}

    /**
     * Writes an address without SMTPUTF8.
     *
     * @param offered whether the server offers SMTPUTF8, which MAIL has not asked for
     * @return the address in ASCII
     * @throws LocalRefusalException if it has no such form
     */
    static String ascii(Mailbox mailbox, Stage stage, boolean offered) throws LocalRefusalException {
        var written = mailbox.withAsciiDomain();
        if (written.isPresent()) {
            return written.get().address();
        }
        boolean local = !Ascii.isAscii(mailbox.localPart());
        String need = "the " + (local ? "local part" : "domain") + " of the address " + mailbox + " is not ASCII"
                + (local ? "" : ", its A-labels are not certain, so you must give them (xn--..)");
        if (offered) {
            throw new LocalRefusalException(
                    need + ", and MAIL was sent without SMTPUTF8; give that parameter to mail(..). Nothing was sent",
                    stage,
                    SMTPUTF8);
        }
        throw new ExtensionNotSupportedException(
                need + ", and the server does not offer SMTPUTF8. Nothing was sent", stage, SMTPUTF8);
    }
}
