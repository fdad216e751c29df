// SPDX-License-Identifier: Apache-2.0
package org.postrider.spi;

/** What an offered extension changes in the engine, until the next EHLO. Implemented by the engine. */
public interface SessionEffects {

    /** Commands may be sent in groups (RFC 2920). */
    void allowPipelining();

    /** Replies carry enhanced status codes (RFC 2034). */
    void expectEnhancedStatusCodes();

    /** Content may be sent in chunks (RFC 3030 section 2). */
    void allowChunking();

    /**
     * The server takes a number of MAIL commands in the session (RFC 9422 section 4.1).
     *
     * @param most at least 1
     */
    void limitTransactions(int most);

    /**
     * The server takes a number of RCPT commands in a transaction (RFC 9422 section 4.2).
     *
     * @param most at least 1
     */
    void limitRecipients(int most);

    /**
     * The server takes recipients of a number of domains in the session (RFC 9422 section 4.3).
     *
     * @param most at least 1
     */
    void limitRecipientDomains(int most);

    /**
     * The server takes messages up to a size (RFC 1870). A message whose size is not known before is stopped there.
     *
     * @param most in octets, as SIZE counts them
     */
    void limitOctets(long most);
}
