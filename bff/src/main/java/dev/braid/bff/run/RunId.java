package dev.braid.bff.run;

import dev.braid.bff.document.KeyHash;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.RawTarget;
import dev.braid.contracts.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.UriUtils;

/**
 * A run as the path names it.
 *
 * @param name of the run in keys and tags, which are bounded
 * @param path of the run at the backend, in the bytes it was asked for
 */
public record RunId(String name, String path) {

    /** The id's place in {@code /api/v1/runs/{id}/complete}, split at slashes. */
    private static final int SEGMENT = 4;

    /** Ids of 32 hex digits, ULIDs and UUIDs are shorter. */
    private static final int LONGEST_NAME = 64;

    public static RunId of(ServerRequest request) {
        String withoutParameters = request.pathVariable("id");
        if (withoutParameters.equals(".") || withoutParameters.equals("..")) {
            // Passed on, it would be another resource of the backend (RFC 3986 section 5.2.4).
            throw new ApiException(
                    ErrorCode.RUN_NOT_FOUND, "run: " + withoutParameters + " (expected: an existing run id)");
        }
        // Not the path variable, which lacks what follows a semicolon: what the backend may tell apart, the cache must.
        String id = UriUtils.decode(segment(request.uri().getRawPath()), StandardCharsets.UTF_8);
        return new RunId(
                id.length() <= LONGEST_NAME ? id : "sha256-" + KeyHash.of(id),
                "/backtests/" + segment(RawTarget.of(request).split("\\?", 2)[0]));
    }

    private static String segment(String path) {
        return path.split("/")[SEGMENT];
    }
}
