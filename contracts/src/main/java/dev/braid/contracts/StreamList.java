package dev.braid.contracts;

import java.util.List;

/**
 * The streams of one replica.
 *
 * @param runs how many runs are watched
 * @param upstreamSockets how many sockets to the backend are open
 */
public record StreamList(int runs, int viewers, int upstreamSockets, List<StreamSession> sessions) {}
