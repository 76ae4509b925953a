package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The streams of one replica.
 *
 * @param runs how many runs are watched
 * @param upstreamSockets how many sockets to the backend are open
 */
public record StreamList(
        int runs,
        int viewers,
        @JsonProperty("upstream_sockets") int upstreamSockets,
        List<StreamSession> sessions) {}
