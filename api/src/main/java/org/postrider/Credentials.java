// SPDX-License-Identifier: Apache-2.0
package org.postrider;

import javax.security.auth.Destroyable;

/**
 * What a session proves its identity with. The kind decides which SASL mechanisms can serve. An implementation shows no secret in
 * {@code toString}.
 */
public interface Credentials extends Destroyable {}
