// SPDX-License-Identifier: Apache-2.0
package org.postrider.xoauth2;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON with which a server says what is wrong with a token (RFC 7628 section 3.2.2). Only read: no URL in it is fetched. */
final class ErrorDocument {

    private static final int LIMIT = 4096;
    private static final String ERROR = "error";

    private ErrorDocument() {}

    /** Its members that are text, numbers or truth values, safe to show, without the token should the server repeat it. */
    static Map<String, String> of(byte[] octets, @Nullable AccessToken token) {
        if (octets.length == 0) {
            return Map.of();
        }
        if (octets.length > LIMIT) {
            return Map.of(ERROR, "too long");
        }
        char[] secret = token == null ? new char[0] : token.copyValue();
        try {
            return members(new String(octets, StandardCharsets.UTF_8), secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static Map<String, String> members(String text, char[] secret) {
        Map<String, String> members = new LinkedHashMap<>();
        try {
            JSONObjectUtils.parseKeepingOrder(text).forEach((key, value) -> {
                if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                    members.put(shown(key, secret), shown(value.toString(), secret));
                }
            });
            return members;
        } catch (ParseException e) {
            return Map.of(ERROR, shown(text, secret));
        }
    }

    private static String shown(String text, char[] secret) {
        return Text.bounded(Text.hiding(secret, text));
    }
}
