// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.postrider.internal.Ascii;
import org.postrider.internal.DomainSyntax;
import org.postrider.internal.Escape;

/**
 * A mailbox of the envelope: a local part and a domain, as RFC 5321 section 4.1.2 writes them, UTF-8 by RFC 6531 included. It is checked
 * once, here, and goes to the wire as it is; what does not follow the grammar is refused, never mended.
 */
public final class Mailbox implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String address;
    /** The index of the @; the length of the address if there is none. */
    private final int at;

    private final boolean ascii;

    private Mailbox(String address, int at) {
        this.address = address;
        this.at = at;
        this.ascii = Ascii.isAscii(address);
    }

    /**
     * Reads {@code addr}, {@code <addr>} or {@code Name <addr>}; the name is dropped. {@code postmaster} needs no domain (RFC 5321
     * section 4.1.1.3).
     *
     * @param text one mailbox, no list
     * @return the mailbox
     * @throws IllegalArgumentException if it is no mailbox; the message says what is wrong with it
     */
    public static Mailbox parse(String text) {
        Objects.requireNonNull(text, "text");
        String address = MailboxSyntax.addressOf(text);
        int at = MailboxSyntax.separator(address);
        if (at < 0) {
            if (address.toLowerCase(Locale.ROOT).equals("postmaster")) {
                return new Mailbox(address, address.length());
            }
            throw MailboxSyntax.bad(text, "it has no domain; for a name local to the server use Mailbox.local(..)");
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        MailboxSyntax.checkLocalPart(text, local);
        String fault = DomainSyntax.faultOf(domain);
        if (!fault.isEmpty()) {
            throw MailboxSyntax.bad(text, fault);
        }
        return new Mailbox(address, at);
    }

    /**
     * A mailbox from its two parts. The local part is quoted if, and only if, it needs to be.
     *
     * @param localPart what stands before the @, not quoted
     * @param domain a domain or address literal
     * @return the mailbox
     * @throws IllegalArgumentException if a part is malformed
     */
    public static Mailbox of(String localPart, String domain) {
        Objects.requireNonNull(localPart, "localPart");
        Objects.requireNonNull(domain, "domain");
        return parse(MailboxSyntax.quoteIfNeeded(localPart) + "@" + domain);
    }

    /**
     * A name without a domain, which only the server it is given to can place.
     *
     * @param localPart the name, in the form of a local part
     * @return the mailbox
     * @throws IllegalArgumentException if it is no local part
     */
    public static Mailbox local(String localPart) {
        Objects.requireNonNull(localPart, "localPart");
        MailboxSyntax.checkLocalPart(localPart, localPart);
        return new Mailbox(localPart, localPart.length());
    }

    /** {@return what stands before the @, quoted if it was} */
    public String localPart() {
        return address.substring(0, at);
    }

    /** {@return the domain or address literal; empty for a local name} */
    public String domain() {
        return at == address.length() ? "" : address.substring(at + 1);
    }

    /** {@return local part, @ and domain, without angle brackets} */
    public String address() {
        return address;
    }

    /** {@return whether it can be sent without SMTPUTF8} */
    public boolean isAscii() {
        return ascii;
    }

    /**
     * The same mailbox for a server without SMTPUTF8: the domain as A-labels (RFC 5890 section 2.3.2.1).
     *
     * @return the mailbox; itself if it is ASCII; empty if the local part is not, or if IDNA 2003, which is what the platform knows, and IDNA 2008
     *     do not agree on the A-labels
     */
    public Optional<Mailbox> withAsciiDomain() {
        if (isAscii()) {
            return Optional.of(this);
        }
        String localPart = localPart();
        return Ascii.isAscii(localPart)
                ? DomainSyntax.toAscii(domain()).map(aLabels -> new Mailbox(localPart + "@" + aLabels, at))
                : Optional.empty();
    }

    /** Equal if the local parts are, to the letter, and the domains are but for the case of ASCII letters (RFC 4343). */
    @Override
    public boolean equals(Object other) {
        return other instanceof Mailbox mailbox
                && localPart().equals(mailbox.localPart())
                && Ascii.lowerCase(domain()).equals(Ascii.lowerCase(mailbox.domain()));
    }

    @Override
    public int hashCode() {
        return localPart().hashCode() * 31 + Ascii.lowerCase(domain()).hashCode();
    }

    /** {@return the address, escaped} */
    @Override
    public String toString() {
        return Escape.text(address);
    }
}
