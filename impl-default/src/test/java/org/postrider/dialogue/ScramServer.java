// SPDX-License-Identifier: Apache-2.0
package org.postrider.dialogue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of one SCRAM exchange (RFC 5802), written from the RFC and with faults to order. */
final class ScramServer {

    private static final byte[] SALT = "a salt of tests".getBytes(StandardCharsets.US_ASCII);
    private static final String OWN_NONCE = "servernonce";

    private final String hash;
    private final String password;
    private final Optional<byte[]> binding;
    private final String bindingType;
    private String iterations = "4096";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String gs2Header = "";
    private boolean wrongSignature;

    /**
     * An exchange.
     *
     * @param mechanism such as SCRAM-SHA-256
     * @param bindingType the type that the client must bind by; empty for none
     * @param binding its data
     */
    ScramServer(String mechanism, String password, String bindingType, Optional<byte[]> binding) {
        this.hash = mechanism.replace("SCRAM-", "").replace("-PLUS", "");
        this.password = password;
        this.bindingType = bindingType;
        this.binding = binding;
    }

    ScramServer withIterations(String count) {
        iterations = count;
        return this;
    }

    ScramServer lyingAboutItsSignature() {
        wrongSignature = true;
        return this;
    }

    /** The GS2 header that the client sent: {@code n,,}, {@code y,,} or {@code p=type,,}. */
    String gs2Header() {
        return gs2Header;
    }

    /** The first challenge, encoded. */
    String first(String initialResponse) {
        String message = new String(Base64.getDecoder().decode(initialResponse), StandardCharsets.UTF_8);
        int bare = message.indexOf(',', message.indexOf(',') + 1) + 1;
        gs2Header = message.substring(0, bare);
        clientFirstBare = message.substring(bare);
        String nonce = clientFirstBare.substring(clientFirstBare.indexOf("r=") + 2);
        serverFirst = "r=" + nonce + OWN_NONCE + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + iterations;
        return encoded(serverFirst);
    }

    /** The second challenge, encoded; empty if the proof or the binding is wrong. */
    Optional<String> second(String response) {
        try {
            String message = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
            String withoutProof = message.substring(0, message.lastIndexOf(",p="));
            byte[] proof = Base64.getDecoder().decode(message.substring(message.lastIndexOf(",p=") + 3));
            String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
            byte[] salted = salted();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] signature = hmac(digest(clientKey), authMessage);
            byte[] recovered = new byte[proof.length];
            for (int i = 0; i < proof.length; i++) {
                recovered[i] = (byte) (proof[i] ^ signature[i]);
            }
            if (!Arrays.equals(recovered, clientKey) || !bound(withoutProof)) {
                return Optional.empty();
            }
            byte[] own = hmac(hmac(salted, "Server Key"), wrongSignature ? "something else" : authMessage);
            return Optional.of(encoded("v=" + Base64.getEncoder().encodeToString(own)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean bound(String withoutProof) {
        byte[] sent = Base64.getDecoder().decode(withoutProof.substring(2, withoutProof.indexOf(",r=")));
        byte[] header = gs2Header.getBytes(StandardCharsets.US_ASCII);
        if (binding.isEmpty()) {
            return Arrays.equals(sent, header) && !gs2Header.startsWith("p");
        }
        byte[] expected = Arrays.copyOf(header, header.length + binding.get().length);
        System.arraycopy(binding.get(), 0, expected, header.length, binding.get().length);
        return gs2Header.startsWith("p=" + bindingType + ",") && Arrays.equals(sent, expected);
    }

    private byte[] salted() throws GeneralSecurityException {
        String algorithm = "PBKDF2WithHmac" + hash.replace("-", "");
        int bits = digest(new byte[0]).length * 8;
        return SecretKeyFactory.getInstance(algorithm)
                .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, Integer.parseInt(iterations), bits))
                .getEncoded();
    }

    private byte[] digest(byte[] octets) throws GeneralSecurityException {
        return MessageDigest.getInstance(hash).digest(octets);
    }

    private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        String algorithm = "Hmac" + hash.replace("-", "");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
