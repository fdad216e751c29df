// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

/** Names that come from files, safe for a terminal. */
final class Printable {

    private Printable() {}

    /** How many mails. */
    static String mails(long count) {
        return count == 1 ? "1 mail" : count + " mails";
    }

    /** In double quotes, with controls and format characters escaped. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE;
            out.append(steers ? String.format("\\u%04x", c) : Character.toString(c));
        });
        return out.append('"').toString();
    }
}
