// SPDX-License-Identifier: Apache-2.0
package org.postrider.internal;

/** Makes text from callers and servers safe to show: no control octet, no direction override, bounded. */
public final class Escape {

    private static final int LIMIT = 1000;
    private static final int REASON_LIMIT = 4_000;
    private static final int MESSAGE_LIMIT = 10_000;

    private Escape() {}

    /**
     * Escapes what could forge a log line or steer a terminal, and cuts at 1,000 characters.
     *
     * @param text any text
     * @return the text with C0, DEL, C1, line separators, direction controls and lone surrogates escaped
     */
    public static String text(CharSequence text) {
        return text(text, LIMIT);
    }

    /**
     * The message of an exception, in which each value is escaped already, or should be. What is not is escaped here, and 10,000 characters are
     * shown at most.
     *
     * @param message the message
     * @return a message without control characters
     */
    public static String message(String message) {
        return text(message, MESSAGE_LIMIT);
    }

    private static String text(CharSequence text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 16);
        int length = text.length();
        for (int i = 0; i < length; ) {
            if (i >= limit || out.length() >= 2 * limit) {
                return out.append("... (").append(length).append(" characters)").toString();
            }
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            append(out, c);
        }
        return out.toString();
    }

    /**
     * As {@link #text}, in double quotes.
     *
     * @param text any text
     * @return the quoted text
     */
    public static String quoted(CharSequence text) {
        return '"' + text(text) + '"';
    }

    /**
     * What went wrong, for a message: the text of an exception, escaped and cut, or its kind if it has none.
     *
     * @param failure an exception or error of any code
     * @return such as {@code Connection refused}, or {@code ClosedChannelException}
     */
    public static String reason(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? kind(failure.getClass()) : text(text, REASON_LIMIT);
    }

    private static String kind(Class<?> type) {
        String name = type.getSimpleName();
        return name.isEmpty() ? type.getName() : name;
    }

    /**
     * As {@link #quoted}, for a URI: what may be a password in it is replaced, well-formed or not.
     *
     * @param uri any text
     * @return the quoted text with {@code ***} for all between the scheme and the last {@code @}
     */
    public static String quotedUri(String uri) {
        int at = uri.lastIndexOf('@');
        int start = uri.indexOf("//") + 2;
        boolean hasUserInfo = at >= 0;
        String scheme = start >= 2 && start <= at ? uri.substring(0, start) : "";
        return quoted(hasUserInfo ? scheme + "***" + uri.substring(at) : uri);
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\r' -> out.append("\\r");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case 0 -> out.append("\\0");
            default -> {
                if (isSafe(c)) {
                    out.appendCodePoint(c);
                } else if (c < 0x100) {
                    out.append(String.format("\\x%02X", c));
                } else {
                    out.append(String.format("\\u%04X", c));
                }
            }
        }
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
