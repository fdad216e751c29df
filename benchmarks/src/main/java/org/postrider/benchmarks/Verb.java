// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks;

/** How content is sent. */
public enum Verb {
    /** RFC 5321: with a line that ends it. */
    DATA,
    /** RFC 3030: in chunks. */
    BDAT
}
