// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

/**
 * A mail that may have been delivered or not.
 *
 * @param id what the outcomes file calls it
 * @param facts what it is known by elsewhere
 */
record DoubtfulMail(String id, MailFacts facts) {}
