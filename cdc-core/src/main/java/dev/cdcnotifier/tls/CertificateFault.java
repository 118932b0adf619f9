package dev.cdcnotifier.tls;

import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;

/** What can be wrong with a server's certificate. Whoever sees one of these has not sent its credentials. */
public enum CertificateFault {
    /** No authority that the client trusts has signed it. */
    UNTRUSTED,
    /** It is for another host name or address than the client connects to. */
    OTHER_HOST,
    /** It, or its authority's, has expired or is not valid yet. */
    OUT_OF_DATE;

    private static final int MAX_CAUSES = 16;

    /** What a failed handshake says of the certificate; empty when that is not what it failed of. Pure. */
    public static Optional<CertificateFault> of(Throwable failure) {
        CertificateFault found = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return Optional.of(OUT_OF_DATE);
            }
            if (cause instanceof CertPathBuilderException || cause instanceof SignatureException) {
                found = UNTRUSTED;
            } else if (cause.getClass() == CertificateException.class && found == null) {
                // The JDK's check of the name has no exception of its own, and a text that is never translated.
                found = saysOtherName(cause) ? OTHER_HOST : null;
            }
            cause = cause.getCause();
        }
        return Optional.ofNullable(found);
    }

    private static boolean saysOtherName(Throwable cause) {
        String message = cause.getMessage();
        return message != null && (message.contains("subject alternative") || message.startsWith("No name matching"));
    }
}
