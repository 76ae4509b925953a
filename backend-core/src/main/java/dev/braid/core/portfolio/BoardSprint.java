package dev.braid.core.portfolio;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.web.ApiException;
import java.util.Optional;

/**
 * The board that is asked about, and the sprint.
 *
 * @param sprint empty where none was named and none runs
 */
record BoardSprint(MetaBoard board, Optional<StoredSprint> sprint) {

    /** @throws ApiException NO_ACTIVE_SPRINT */
    StoredSprint requireSprint() {
        return sprint.orElseThrow(() -> new ApiException(
                ErrorCode.NO_ACTIVE_SPRINT,
                "board " + board.boardId() + ": no sprint is active (expected: one, or sprint_id)"));
    }
}
