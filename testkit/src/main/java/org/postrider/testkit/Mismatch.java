// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

/** What the client did was not what the script says. */
final class Mismatch extends Exception {

    private static final long serialVersionUID = 1L;

    private Mismatch(String message) {
        super(message, null, false, false);
    }

    static Mismatch of(Script.Line line, String fault) {
        return new Mismatch("line " + line.number() + " of the script (" + line.text() + "): " + fault);
    }

    static Mismatch differs(Script.Line line, byte[] expected, byte[] came) {
        int at = 0;
        while (at < expected.length && at < came.length && expected[at] == came[at]) {
            at++;
        }
        StringBuilder caret = new StringBuilder();
        for (int i = 0; i < at; i++) {
            caret.append(" ".repeat(Octets.show(expected[i]).length()));
        }
        return of(
                line,
                "octet " + at + " differs\n  expected: " + Octets.show(expected) + "\n  but came: " + Octets.show(came)
                        + "\n            " + caret + "^");
    }

    static Mismatch surplus(byte[] came) {
        return new Mismatch("the client sent more than the script has: " + Octets.show(came));
    }
}
