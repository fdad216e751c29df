// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import org.postrider.internal.Escape;

/** Says in a sentence what is wrong with a certificate, and what to do about it. The platform's own words help only those who know its code. */
final class CertificateFaults {

    private CertificateFaults() {}

    /**
     * Why a chain leads to no trusted authority.
     *
     * @param chain as the server sent it, its own certificate first
     * @param e what the trust manager says
     */
    static String ofChain(X509Certificate[] chain, CertificateException e) {
        for (int i = 0; i < chain.length; i++) {
            String fault = ofTime(chain[i], i == 0);
            if (!fault.isEmpty()) {
                return fault;
            }
        }
        if (isSelfSigned(chain[0])) {
            return "it is signed by itself and by no trusted authority";
        }
        Throwable root = rootOf(e);
        if (isAbout(e, CertPathValidatorException.BasicReason.REVOKED)) {
            return "it has been revoked (" + root.getMessage() + "), and the server needs a new one";
        }
        if (isAbout(e, CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED)) {
            return "it or one above it uses an algorithm that is too weak (" + root.getMessage()
                    + "), and the server needs a new one";
        }
        if (String.valueOf(root.getMessage()).contains("unable to find valid certification path")) {
            String top = chain[chain.length - 1].getIssuerX500Principal().toString();
            return "it is signed by " + Escape.quoted(top) + ", which is no trusted authority; trust that authority"
                    + (chain.length == 1 ? ", or have the server send the certificates between" : "");
        }
        return String.valueOf(root.getMessage());
    }

    /** Why the trust manager of a caller's own context refuses a chain, which is not known here. */
    static String ofContext(CertificateException e) {
        String words = String.valueOf(rootOf(e).getMessage());
        return words.contains("unable to find valid certification path")
                ? "it is signed by no authority that the SSLContext trusts (" + words + ")"
                : words;
    }

    private static String ofTime(X509Certificate certificate, boolean own) {
        String subject = own
                ? "it"
                : "the certificate of its issuer "
                        + Escape.quoted(certificate.getSubjectX500Principal().toString());
        Instant now = Instant.now();
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = certificate.getNotBefore().toInstant();
        if (now.isAfter(end)) {
            return subject + " expired at " + end + ", and the server needs a new one";
        }
        return now.isBefore(begin)
                ? subject + " is not valid before " + begin + "; check the clock of this machine"
                : "";
    }

    /** Why a certificate is not for a name. */
    static String ofName(X509Certificate certificate, String name) {
        if (ServerNames.shown(certificate).isEmpty() && hasCommonName(certificate, name)) {
            return "it has the name " + Escape.quoted(name)
                    + " only as its common name, which does not count (RFC 9525);"
                    + " the server needs one with a subjectAltName";
        }
        return "it is for another name than " + Escape.quoted(name)
                + "; connect by a name that it has, or expect that name by the settings";
    }

    /** Good enough for a hint: host names have no character that a distinguished name would escape. */
    private static boolean hasCommonName(X509Certificate certificate, String name) {
        String subject = certificate.getSubjectX500Principal().getName().toLowerCase(Locale.ROOT);
        return ("," + subject + ",").contains(",cn=" + name + ",");
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean isAbout(Throwable failure, CertPathValidatorException.Reason reason) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertPathValidatorException fault && reason.equals(fault.getReason())) {
                return true;
            }
        }
        return false;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
