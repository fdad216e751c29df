// SPDX-License-Identifier: Apache-2.0
package org.postrider.model;

import java.lang.reflect.Method;
import java.util.Optional;
import org.postrider.SendResult;
import org.postrider.SmtpException;

/** Finds the cause on a result, whatever its name is. */
final class Causes {

    private Causes() {}

    /** Whether the result has a method without parameters that returns a failure. */
    static boolean has(SendResult result) {
        for (Method method : SendResult.class.getMethods()) {
            if (method.getParameterCount() == 0
                    && method.getGenericReturnType().getTypeName().contains("Exception")) {
                try {
                    Object cause = method.invoke(result);
                    return cause instanceof SmtpException || (cause instanceof Optional<?> found && found.isPresent());
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return false;
    }
}
