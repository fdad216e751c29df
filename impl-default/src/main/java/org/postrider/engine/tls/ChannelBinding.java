// SPDX-License-Identifier: Apache-2.0
package org.postrider.engine.tls;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What binds an authentication to its TLS connection (RFC 5929, RFC 9266). */
public final class ChannelBinding {

    /** A secret that only this TLS 1.3 connection has (RFC 9266). */
    public static final String EXPORTER = "tls-exporter";

    /** The digest of the server's certificate. */
    public static final String SERVER_END_POINT = "tls-server-end-point";

    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_OCTETS = 32;
    /** In the platform since JDK 25. */
    private static final @Nullable MethodHandle EXPORT = find();

    private ChannelBinding() {}

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            ExtendedSSLSession.class,
                            "exportKeyingMaterialData",
                            MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /**
     * The data of a type.
     *
     * @param session the TLS session, its handshake done
     * @param type {@link #EXPORTER} or {@link #SERVER_END_POINT}
     * @return the octets; empty if this platform or this connection has none of that type
     */
    public static Optional<byte[]> of(SSLSession session, String type) {
        return switch (type) {
            case EXPORTER -> exported(session);
            case SERVER_END_POINT -> serverEndPoint(session);
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> exported(SSLSession session) {
        MethodHandle export = EXPORT;
        if (export == null
                || !(session instanceof ExtendedSSLSession extended)
                || !session.getProtocol().equals("TLSv1.3")) {
            return Optional.empty();
        }
        try {
            return Optional.of((byte[]) export.invoke(extended, EXPORTER_LABEL, new byte[0], EXPORTER_OCTETS));
        } catch (Throwable e) {
            // A provider that cannot export throws what it likes; there is no binding then.
            return Optional.empty();
        }
    }

    /** A signature without a digest of its own, such as Ed25519, leaves this type undefined. */
    private static Optional<byte[]> serverEndPoint(SSLSession session) {
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                byte[] data = TlsServerEndpoint.getChannelBindingData(certificate);
                return data.length == 0 ? Optional.empty() : Optional.of(data);
            }
            return Optional.empty();
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return Optional.empty();
        }
    }
}
