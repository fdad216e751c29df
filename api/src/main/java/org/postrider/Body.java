// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/**
 * What a message's content is made of, as MAIL declares it (RFC 6152, RFC 3030). Nobody need say so of a message that is to be sent as mail
 * usually is: the session looks at it. Each parameter is refused if its extension is not offered.
 */
public final class Body {

    private static final String BODY = "BODY";

    private Body() {}

    /** {@return {@code BODY=7BIT}: lines of ASCII; a message that has more is refused} */
    public static MailParameter sevenBit() {
        return MailParameter.of(BODY, "7BIT").offeredBy("8BITMIME");
    }

    /** {@return {@code BODY=8BITMIME}: lines of octets} */
    public static MailParameter eightBit() {
        return MailParameter.of(BODY, "8BITMIME").offeredBy("8BITMIME");
    }

    /**
     * {@return {@code BODY=BINARYMIME}: octets, among which CR and LF mean nothing; they leave as they are} The server must offer CHUNKING as
     * well. It is not dropped, even by {@link MailParameter#orDrop}: the message would be another.
     */
    public static MailParameter binary() {
        return MailParameter.of(BODY, "BINARYMIME").offeredBy("BINARYMIME");
    }
}
