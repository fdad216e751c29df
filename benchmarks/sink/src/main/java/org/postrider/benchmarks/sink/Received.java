// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.sink;

import java.util.List;

/**
 * A mail that a recording sink was given.
 *
 * @param mail what followed {@code MAIL}, as {@code FROM:<a@example.org> SIZE=1}
 * @param recipients what followed each {@code RCPT}
 * @param data whether the content came by DATA and not by BDAT
 * @param content the message, an octet each character, without the dots that DATA adds
 */
public record Received(String mail, List<String> recipients, boolean data, String content) {}
