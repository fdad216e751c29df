// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.util.ArrayList;
import java.util.List;
import org.postrider.Body;
import org.postrider.MailParameter;
import picocli.CommandLine.Option;

/** Which extensions are used, where that is not left to the message. */
final class ExtensionOptions {

    /** What {@code --smtputf8} says. */
    enum Utf8 {
        /** Where it is needed. */
        AUTO,
        /** Always. */
        FORCE,
        /** Never, also for a header in UTF-8. */
        OFF
    }

    /** What {@code --body} says. */
    enum BodyType {
        /** As the message is. */
        AUTO("auto"),
        /** Lines of ASCII. */
        SEVEN_BIT("7bit"),
        /** Lines of octets. */
        EIGHT_BIT("8bitmime"),
        /** Octets. */
        BINARY("binarymime");

        private final String word;

        BodyType(String word) {
            this.word = word;
        }

        /** {@return the word on the command line} */
        @Override
        public String toString() {
            return word;
        }
    }

    @Option(
            names = "--smtputf8",
            paramLabel = "auto|force|off",
            description =
                    "ask for SMTPUTF8 where an address or the header needs it, always, or never; with off a header in UTF-8"
                            + " leaves as it is, undeclared, and a local part that is not ASCII is refused")
    private Utf8 utf8 = Utf8.AUTO;

    @Option(
            names = "--body",
            paramLabel = "auto|7bit|8bitmime|binarymime",
            description = "what the message is made of; a binary one leaves octet for octet")
    private BodyType body = BodyType.AUTO;

    @Option(
            names = "--strict-8bit",
            description = "refuse octets above 127 that the server does not offer to take (8BITMIME, SMTPUTF8);"
                    + " otherwise they leave as they are, undeclared")
    private boolean strictEightBit;

    @Option(names = "--no-pipelining", description = "send one command at a time")
    private boolean noPipelining;

    @Option(
            names = "--chunking",
            description = "send content by BDAT where the server offers CHUNKING, and not by DATA")
    private boolean chunking;

    /** The parameters of MAIL that follow. */
    List<MailParameter> ofMail() {
        List<MailParameter> all = new ArrayList<>();
        switch (body) {
            case AUTO -> {}
            case SEVEN_BIT -> all.add(Body.sevenBit());
            case EIGHT_BIT -> all.add(Body.eightBit());
            case BINARY -> all.add(Body.binary());
        }
        if (utf8 == Utf8.FORCE) {
            all.add(MailParameter.of("SMTPUTF8"));
        }
        return all;
    }

    /** Whether the session refuses 8-bit octets that the server does not offer to take. */
    boolean strictEightBit() {
        return strictEightBit;
    }

    /** Whether content goes by BDAT where it can. */
    boolean chunking() {
        return chunking;
    }

    /** The EHLO keywords that the session shall not see. */
    String[] ignored() {
        List<String> all = new ArrayList<>();
        if (utf8 == Utf8.OFF) {
            all.add("SMTPUTF8");
        }
        if (noPipelining) {
            all.add("PIPELINING");
        }
        return all.toArray(String[]::new);
    }
}
