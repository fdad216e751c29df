// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import org.postrider.Message;

/**
 * A message of the input.
 *
 * @param id what the outcomes file calls it
 * @param octets its size in the input
 * @param check what changes if the input does, beside its size; may be empty
 * @param message its content
 */
record InputMail(String id, long octets, String check, Message message) {}
