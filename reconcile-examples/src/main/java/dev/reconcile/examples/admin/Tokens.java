package dev.reconcile.examples.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Verifies bearer tokens: RS256 and nothing else, by one public key, for this audience, by this issuer, not expired, and with the role
 * {@value #ROLE}. Holds no secret. Thread-safe.
 */
public final class Tokens {

    /** What the claim {@code role}, a text or a list of texts, has to name. */
    public static final String ROLE = "reconcile-admin";

    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final int LONGEST = 8192;
    private static final int SMALLEST_KEY = 2048;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** @throws IllegalArgumentException if the key has less than 2048 bits */
    public Tokens(RSAPublicKey key, String issuer, String audience) {
        if (key.getModulus().bitLength() < SMALLEST_KEY) {
            throw new IllegalArgumentException("Invalid public key: it has "
                    + key.getModulus().bitLength() + " bits, expected at least " + SMALLEST_KEY);
        }
        // the algorithm is ours to say, not the token's: neither none nor an HMAC keyed with the public key (H103)
        processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(JWSAlgorithm.RS256, key));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp"));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * @param pem an RSA public key, as {@code openssl rsa -pubout} writes it
     * @throws IllegalArgumentException if it is none
     */
    public static RSAPublicKey publicKey(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException | InvalidKeySpecException | NoSuchAlgorithmException unreadable) {
            throw new IllegalArgumentException(
                    "Invalid public key: expected an RSA key as PEM, between BEGIN PUBLIC KEY and END PUBLIC KEY",
                    unreadable);
        }
    }

    /** Whom the token names, if all of it is right; else 401, or 403 if only the role is missing. */
    String verify(String token) throws RefusedException {
        try {
            if (token.length() > LONGEST) {
                throw RefusedException.unauthorized();
            }
            JWTClaimsSet claims = processor.process(token, null);
            if (!hasRole(claims.getClaim("role"))) {
                throw RefusedException.of(403, "the token doesn't have the role " + ROLE);
            }
            return claims.getSubject();
        } catch (ParseException | BadJOSEException | JOSEException untrusted) {
            throw RefusedException.unauthorized();
        }
    }

    private static boolean hasRole(Object claim) {
        return ROLE.equals(claim) || (claim instanceof List<?> roles && roles.contains(ROLE));
    }
}
