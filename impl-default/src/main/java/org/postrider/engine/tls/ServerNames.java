// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.postrider.internal.HostName;

/**
 * The names of a server in its certificate (RFC 9525): subjectAltName and nothing else, a wildcard for one whole left-most label only, an
 * address only by an address.
 */
final class ServerNames {

    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private ServerNames() {}

    /** A name as certificates and SNI have it: A-labels by IDNA 2008, lower case, no final dot. */
    static String canonical(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        int zone = name.indexOf('%');
        if (InetAddresses.isInetAddress(name) || zone >= 0) {
            return zone >= 0 ? name.substring(0, zone) : name;
        }
        return HostName.toAscii(name).orElseGet(() -> name.toLowerCase(Locale.ROOT));
    }

    /** Whether a certificate is for a {@link #canonical} name. */
    static boolean match(X509Certificate certificate, String name) {
        if (InetAddresses.isInetAddress(name)) {
            return names(certificate, ADDRESS).stream()
                    .anyMatch(shown -> InetAddresses.isInetAddress(shown)
                            && InetAddresses.forString(shown).equals(InetAddresses.forString(name)));
        }
        return names(certificate, DNS).stream().anyMatch(shown -> matches(canonicalPattern(shown), name));
    }

    /** All names shown, for messages. */
    static List<String> shown(X509Certificate certificate) {
        List<String> shown = new ArrayList<>(names(certificate, DNS));
        shown.addAll(names(certificate, ADDRESS));
        return shown;
    }

    private static String canonicalPattern(String shown) {
        String name = shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean matches(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        String parent = pattern.substring(2);
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot + 1).equals(parent) && isNarrow(parent);
    }

    /**
     * A wildcard below a registry, such as {@code *.com} or {@code *.co.uk}, would be for everyone's servers. One below a company that gives names
     * to its customers, which the public suffix list has in its private section, is that company's own.
     */
    private static boolean isNarrow(String parent) {
        return parent.indexOf('.') > 0
                && parent.indexOf('*') < 0
                && InternetDomainName.isValid(parent)
                && !InternetDomainName.from(parent).isRegistrySuffix();
    }

    private static List<String> names(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            List<String> names = new ArrayList<>();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0) instanceof Integer kind && kind == type && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            // A certificate whose names cannot be read has none.
            return List.of();
        }
    }
}
