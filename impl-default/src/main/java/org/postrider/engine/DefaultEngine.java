// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine;

import com.google.auto.service.AutoService;
import org.postrider.Provider;
import org.postrider.Session;
import org.postrider.engine.mechanism.JdkSaslProvider;
import org.postrider.engine.provider.BuiltInProvider;
import org.postrider.engine.session.SessionBuilder;
import org.postrider.internal.Engine;

/** The engine that the API finds. */
@AutoService(Engine.class)
public final class DefaultEngine implements Engine {

    /** For the service loader. */
    public DefaultEngine() {}

    @Override
    public <T> T create(Class<T> type, String name) {
        if (type == Session.Builder.class) {
            return type.cast(new SessionBuilder());
        }
        if (type == Provider.class) {
            return type.cast(name.equals(JdkSaslProvider.ID) ? new JdkSaslProvider() : new BuiltInProvider());
        }
        throw new IllegalArgumentException("this engine makes no " + type.getName());
    }
}
