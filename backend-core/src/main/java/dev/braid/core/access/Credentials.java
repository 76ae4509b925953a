package dev.braid.core.access;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whom a credential belongs to, for conversations that outlast a request. */
public interface Credentials {

    /** Empty for a token that proves nothing: not valid, expired, or revoked. */
    Optional<Proof> proofOf(String token);

    /** Who comes without a credential. */
    Caller withoutOne();

    /**
     * @param until when it ends by itself
     * @param stands whether it was not revoked in the meantime; cheap enough to be asked every few seconds
     */
    record Proof(Caller caller, Instant until, BooleanSupplier stands) {}
}
