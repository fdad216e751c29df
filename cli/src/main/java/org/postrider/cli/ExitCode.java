// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Set;
import org.postrider.AuthenticationException;
import org.postrider.ConnectionFailedException;
import org.postrider.Delivery;
import org.postrider.DisconnectedException;
import org.postrider.LocalRefusalException;
import org.postrider.MessageException;
import org.postrider.ProtocolViolationException;
import org.postrider.Reply;
import org.postrider.SendResult;
import org.postrider.SmtpException;
import org.postrider.Stage;
import org.postrider.StartTlsRefusedException;
import org.postrider.TlsException;

/** Exit codes: those of sysexits.h, and one of our own for what they do not know, a message that only some recipients got. */
final class ExitCode {

    static final int OK = 0;
    static final int SOME_REFUSED = 10;
    static final int USAGE = 64;
    static final int REFUSED = 65;
    static final int NO_INPUT = 66;
    static final int NO_HOST = 68;
    static final int UNAVAILABLE = 69;
    static final int SOFTWARE = 70;
    static final int CANNOT_CREATE = 73;
    static final int IN_DOUBT = 74;
    static final int TEMPORARY = 75;
    static final int PROTOCOL = 76;
    static final int AUTHENTICATION = 77;

    /** RFC 4954 section 6: authentication required, failed, too weak, or only encrypted. */
    private static final Set<Integer> ABOUT_AUTHENTICATION = Set.of(530, 534, 535, 538);

    private ExitCode() {}

    static int of(SendResult result) {
        if (result.delivery() == Delivery.IN_DOUBT) {
            return IN_DOUBT;
        }
        return result.refused().isEmpty() && result.notSent().isEmpty() ? OK : SOME_REFUSED;
    }

    static int of(Exception failure) {
        if (!(failure instanceof SmtpException e)) {
            return failure instanceof IllegalArgumentException ? USAGE : SOFTWARE;
        }
        if (e.delivery() == Delivery.IN_DOUBT) {
            return IN_DOUBT;
        }
        if (e instanceof ConnectionFailedException) {
            return e.getCause() instanceof UnknownHostException ? NO_HOST : UNAVAILABLE;
        }
        if (e instanceof ProtocolViolationException || e instanceof TlsException) {
            return PROTOCOL;
        }
        if (e instanceof StartTlsRefusedException && !e.isRetryable()) {
            return PROTOCOL;
        }
        if (e instanceof LocalRefusalException lacking) {
            return of(lacking);
        }
        if (e instanceof MessageException && e.getCause() instanceof FileSystemException) {
            return NO_INPUT;
        }
        if (e instanceof AuthenticationException && !e.isRetryable()) {
            return AUTHENTICATION;
        }
        if (e.reply().map(Reply::code).filter(ABOUT_AUTHENTICATION::contains).isPresent()) {
            return AUTHENTICATION;
        }
        return e.isRetryable() || e instanceof DisconnectedException ? TEMPORARY : REFUSED;
    }

    /** What is wrong with the server or with the options is no reason to give up the message. */
    private static int of(LocalRefusalException e) {
        if (e.stage() == Stage.AUTH) {
            return AUTHENTICATION;
        }
        return e.stage() == Stage.TLS || e.extension().equals("REQUIRETLS") ? PROTOCOL : REFUSED;
    }
}
