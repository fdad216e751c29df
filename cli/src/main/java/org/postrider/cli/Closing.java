// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.postrider.Delivery;
import org.postrider.MailOutcome;
import org.postrider.Reply;
import org.postrider.SmtpException;

/** What becomes of a mail to which a server says that it closes. RFC 5321 section 3.8: that is about the server and not about the mail. */
final class Closing {

    private static final int CODE = 421;

    private Closing() {}

    /** What the outcomes file says: a mail that nobody has because the server closes is to be tried again. */
    static Delivery delivery(MailOutcome outcome) {
        Delivery delivery = outcome.delivery();
        return delivery == Delivery.REFUSED && isClosing(outcome) ? Delivery.NOT_SENT : delivery;
    }

    private static boolean isClosing(MailOutcome outcome) {
        return outcome.failure()
                .flatMap(SmtpException::reply)
                .map(Reply::code)
                .filter(code -> code == CODE)
                .isPresent();
    }
}
