package dev.braid.contracts;

import java.util.List;

/**
 * {@code data} of {@code GET /api/v1/sprints/{sprint_id}/analyses}, the latest first.
 *
 * @param total analyses that the filter lets through
 */
public record SprintAnalysisPage(List<SprintAnalysis> items, long total, int limit, int offset) {}
