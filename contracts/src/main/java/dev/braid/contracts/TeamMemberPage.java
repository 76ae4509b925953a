package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /api/teams/{id}/members}, the longest there first.
 *
 * @param total members of the team
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record TeamMemberPage(List<TeamMember> items, long total, int limit, int offset) {}
