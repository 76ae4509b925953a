package dev.braid.bff.portfolio;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import dev.braid.bff.web.RawTarget;
import dev.braid.contracts.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.UriUtils;

/** A board as the path names it. */
final class BoardPath {

    private static final String BOARDS = "/api/v1/meta-boards/";

    /** The id's place in {@code /api/v1/meta-boards/{board_id}/complete}, split at slashes. */
    private static final int SEGMENT = 4;

    private BoardPath() {}

    /** The id; where it is none, that is one of the problems. */
    static String id(ServerRequest request, Parameters parameters) {
        // Not the path variable, which lacks what follows a semicolon.
        String id = UriUtils.decode(segment(request.uri().getRawPath()), StandardCharsets.UTF_8);
        if (!Ids.NUMBER.matcher(id).matches()) {
            parameters.problem("board_id", id + " (expected: " + Ids.NUMBER.pattern() + ")");
        }
        return id;
    }

    /** Path of a board at the backend. */
    static String of(String id) {
        return BOARDS + id;
    }

    /** The same of whatever was asked for, in the very bytes. */
    static String asSent(ServerRequest request) {
        String withoutParameters = request.pathVariable("board_id");
        if (withoutParameters.equals(".") || withoutParameters.equals("..")) {
            // Passed on, it would be another resource of the backend (RFC 3986 section 5.2.4).
            throw new ApiException(
                    ErrorCode.BOARD_NOT_FOUND, "board: " + withoutParameters + " (expected: an existing board id)");
        }
        return of(segment(RawTarget.of(request).split("\\?", 2)[0]));
    }

    private static String segment(String path) {
        return path.split("/")[SEGMENT];
    }
}
