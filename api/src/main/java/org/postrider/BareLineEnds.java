// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** What happens to a CR or LF of the content that is not part of a CRLF. It is never passed on: that would be SMTP smuggling. */
public enum BareLineEnds {
    /** Each becomes CRLF. */
    NORMALISE,
    /** The message is refused; if the content is already flowing, the session is closed without its end. */
    REFUSE
}
