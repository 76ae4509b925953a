package dev.braid.core.portfolio;

import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import java.util.Map;
import java.util.Set;

/** What is said of a board whose portfolio is another one now. */
final class PortfolioChange {

    private PortfolioChange() {}

    static Change of(long boardId) {
        String board = BoardGenerations.TAG + boardId;
        return new Change(
                "portfolio_updated",
                board,
                Map.of("board_id", boardId),
                Audience.everyoneWith(Permissions.PORTFOLIO_READ),
                Set.of(board));
    }
}
