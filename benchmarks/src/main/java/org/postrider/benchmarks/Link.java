// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

/** What lies between a session and its server. */
public enum Link {
    /** SMTP over loopback. */
    TCP,
    /** LMTP over a Unix socket. */
    UNIX
}
