package dev.braid.core.socket;

import dev.braid.core.access.Credentials.Proof;
import java.util.Optional;

/**
 * Who opens a socket, as far as the handshake says.
 *
 * @param proof empty: it is still to be given
 * @param isByDefault without a credential, because there need not be one
 * @param isRefused with a credential that proves nothing, in a place where only the socket itself can say so
 */
public record Introduction(Optional<Proof> proof, boolean isByDefault, boolean isRefused) {}
