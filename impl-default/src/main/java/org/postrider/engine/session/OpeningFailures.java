// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.ConnectionFailedException;
import org.postrider.ConnectionLostException;
import org.postrider.GreetingRefusedException;
import org.postrider.ProtocolViolationException;
import org.postrider.SmtpException;
import org.postrider.SmtpTimeoutException;
import org.postrider.TlsException;

/** Why no address of a host took a session, as one exception. */
final class OpeningFailures {

    private final String server;
    private final List<SmtpException> failures = new ArrayList<>();

    OpeningFailures(String server) {
        this.server = server;
    }

    void add(SmtpException failure) {
        failures.add(failure);
    }

    /**
     * What to throw: the only failure as it is, or one that names them all. Its type is that of the failure which says most to the caller: one after
     * which a retry may help, because then a retry of the whole may help; among equals one with a reply; among equals the last.
     */
    SmtpException all() {
        SmtpException last = failures.get(failures.size() - 1);
        if (failures.size() == 1) {
            return last;
        }
        SmtpException main = last;
        for (SmtpException failure : failures) {
            main = WEIGHT.compare(failure, main) > 0 ? failure : main;
        }
        String message = failures.stream()
                .map(Throwable::getMessage)
                .collect(Collectors.joining("; ", "no address of " + server + " took the session: ", ""));
        SmtpException all = withMessage(main, message);
        for (SmtpException failure : failures) {
            all.addSuppressed(failure);
        }
        return all;
    }

    private static final Comparator<SmtpException> WEIGHT = Comparator.comparing(SmtpException::isRetryable)
            .thenComparing(failure -> failure.reply().isPresent());

    private static SmtpException withMessage(SmtpException e, String message) {
        if (e instanceof GreetingRefusedException refused) {
            return new GreetingRefusedException(message, refused.refusal());
        }
        if (e instanceof ConnectionFailedException) {
            return new ConnectionFailedException(message, e.getCause() == null ? e : e.getCause());
        }
        if (e instanceof SmtpTimeoutException late) {
            return new SmtpTimeoutException(
                    message, e.stage(), e.delivery(), late.outcomes(), late.limit(), e.getCause());
        }
        if (e instanceof ConnectionLostException lost) {
            return new ConnectionLostException(
                    message, e.stage(), e.delivery(), lost.outcomes(), e.reply().orElse(null), e.getCause());
        }
        if (e instanceof TlsException tls) {
            return new TlsException(message, e.stage(), e.delivery(), tls.outcomes(), e.getCause());
        }
        if (e instanceof ProtocolViolationException violation) {
            return new ProtocolViolationException(message, e.stage(), e.delivery(), violation.outcomes());
        }
        // Of another kind there is none that leads to the next address.
        return new ConnectionFailedException(message, e);
    }
}
