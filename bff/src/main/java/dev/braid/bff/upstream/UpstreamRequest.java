package dev.braid.bff.upstream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * One bodiless call of the backend.
 *
 * @param endpoint what is called, as a name of few values: tag of the metrics and key of the circuit breaker
 * @param target path and query as they go on the wire, already encoded
 * @param headers what goes with it, hop-by-hop headers excepted
 */
public record UpstreamRequest(
        String endpoint, HttpMethod method, String target, HttpHeaders headers, Deadline deadline) {}
