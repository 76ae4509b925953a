package dev.braid.contracts;

import java.util.List;

/**
 * {@code data} of {@code GET /api/v1/sprints/meta-boards/configurations}, by board.
 *
 * @param total configurations that the filter lets through
 */
public record MetaBoardConfigurationPage(List<MetaBoardConfiguration> items, long total, int limit, int offset) {}
