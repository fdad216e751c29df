// SPDX-License-Identifier: Apache-2.0
package org.postrider;

/** How urgent a mail is among others (RFC 6710). Left out if the server does not offer MT-PRIORITY, since it is a wish and no condition. */
public final class MtPriority {

    private static final int LIMIT = 9;

    private MtPriority() {}

    /**
     * A priority: {@code MT-PRIORITY=n}.
     *
     * @param priority -9 to 9, the most urgent is 9
     * @return the parameter
     * @throws IllegalArgumentException if it is out of range
     */
    public static MailParameter of(int priority) {
        if (Math.abs(priority) > LIMIT) {
            throw new IllegalArgumentException("a priority is -" + LIMIT + " to " + LIMIT + ", not " + priority);
        }
        return MailParameter.of("MT-PRIORITY", Integer.toString(priority))
                .offeredBy("MT-PRIORITY")
                .orDrop();
    }
}
