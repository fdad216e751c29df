// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.Locale;

/** What begins a mail of an mbox. The words are those of {@code --mbox-separator}. */
enum MboxSeparator {
    /** A From_ line that has every sign of one; where signs disagree the mbox is refused. */
    CERTAIN,
    /** Each line that begins with {@code From }, as in mboxrd and mboxo. */
    FROM,
    /** A line that begins with {@code From }, has a date, and is followed by a header field. */
    DATED_FROM,
    /** The From_ line where the Content-Length of the mail before it ends, as in mboxcl2. Nothing is quoted then. */
    CONTENT_LENGTH;

    /** {@return the word on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
