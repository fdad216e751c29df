// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.auth;

/**
 * Whom a session is connected to.
 *
 * @param host as the caller gave it
 * @param port -1 if there is none
 */
public record Destination(String host, int port) {}
