// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** How a session introduces itself. */
public enum Greeting {
    /** EHLO when the session opens, HELO if that is refused for good. */
    EHLO,
    /** HELO when the session opens: no extension will be used. */
    HELO,
    /** Nothing when the session opens; as {@link #EHLO} before the first message unless you greet before. */
    LATER
}
