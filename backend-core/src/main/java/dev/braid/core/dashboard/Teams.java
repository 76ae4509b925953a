package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Team;
import dev.braid.contracts.TeamMember;
import dev.braid.contracts.TeamMemberPage;
import dev.braid.contracts.TeamPage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import dev.braid.core.dashboard.TeamStore.TeamTask;
import dev.braid.core.identity.KnownUsers;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/**
 * What users can do with teams. To whoever is not in it a team does not exist. Each change holds the team's row from its first look until
 * it is committed: changes of one team come one after the other, and whoever is told of one is in it as it is then, or was until then.
 */
@Service
class Teams {

    /** As long as a UUID. */
    private static final int LONGEST_USER_ID = 36;

    private final TeamStore teams;
    private final KnownUsers users;
    private final Changes changes;
    private final Writing writing;
    private final Clock clock;

    Teams(TeamStore teams, KnownUsers users, Changes changes, Writing writing, Clock clock) {
        this.teams = teams;
        this.users = users;
        this.changes = changes;
        this.writing = writing;
        this.clock = clock;
    }

    TeamPage list(Caller caller, Paging paging) {
        boolean user = caller.kind() == Caller.Kind.USER;
        List<Team> items = user ? teams.of(caller.userId(), paging) : teams.all(caller.userId(), paging);
        long total = user ? teams.countOf(caller.userId()) : teams.countAll();
        return new TeamPage(items, total, paging.limit(), paging.offset());
    }

    Team get(Caller caller, String id) {
        return Ids.uuid(id).flatMap(known -> teams.find(caller, known)).orElseThrow(() -> unknown(id));
    }

    Team create(Caller caller, JsonNode body) {
        Writing.requireUser(caller);
        TeamFields.NewTeam wanted = TeamFields.newTeam(body);
        Team team = new Team(
                UUID.randomUUID(),
                wanted.name(),
                caller.userId(),
                wanted.description(),
                now(),
                now(),
                TeamRole.OWNER.key());
        return nobodyElseCalled(
                wanted.name(),
                () -> writing.by(caller, () -> {
                    teams.insert(team);
                    teams.insert(memberOf(team.id(), caller.userId(), TeamRole.OWNER));
                    say("team_created", team.id(), caller.userId(), Set.of(caller.userId()));
                    return team;
                }));
    }

    Team change(Caller caller, String id, JsonNode body) {
        Writing.requireUser(caller);
        TeamFields.TeamChange change = TeamFields.teamChange(body);
        return nobodyElseCalled(
                change.name().orElse(""),
                () -> writing.by(caller, () -> {
                    Team team = held(caller, id);
                    requireManager(team);
                    return changed(team, change);
                }));
    }

    void delete(Caller caller, String id) {
        writing.by(caller, () -> {
            Team team = held(caller, id);
            if (roleIn(team) != TeamRole.OWNER) {
                throw forbidden(team, "its owner");
            }
            end(team);
            return team;
        });
    }

    TeamMemberPage members(Caller caller, String id, Paging paging) {
        UUID teamId = get(caller, id).id();
        return new TeamMemberPage(
                teams.members(teamId, paging), teams.countMembers(teamId), paging.limit(), paging.offset());
    }

    TeamMember member(Caller caller, String id, String userId) {
        return inIt(get(caller, id).id(), userId);
    }

    TeamMember add(Caller caller, String id, JsonNode body) {
        Writing.requireUser(caller);
        TeamFields.NewMember wanted = TeamFields.newMember(body);
        requireDecides(get(caller, id), wanted.role());
        String userId = known(wanted);
        return writing.by(caller, () -> {
            Team team = held(caller, id);
            requireDecides(team, wanted.role());
            TeamMember added = memberOf(team.id(), userId, wanted.role());
            put(added);
            say("team_member_added", team.id(), userId, teams.memberIds(team.id()));
            return added;
        });
    }

    TeamMember setRole(Caller caller, String id, String userId, JsonNode body) {
        Writing.requireUser(caller);
        TeamRole role = TeamFields.role(body);
        return writing.by(caller, () -> {
            Team team = held(caller, id);
            requireManager(team);
            TeamMember member = inIt(team.id(), userId);
            requireNotOwner(member, "stays what they are");
            requireDecides(team, roleOf(member));
            requireDecides(team, role);
            return inRole(member, role);
        });
    }

    /** Also oneself, who leaves. */
    void remove(Caller caller, String id, String userId) {
        writing.by(caller, () -> {
            Team team = held(caller, id);
            boolean leaves = caller.userId().equals(userId);
            if (!leaves) {
                requireManager(team);
            }
            TeamMember member = inIt(team.id(), userId);
            requireNotOwner(member, "stays as long as the team does, and may delete it");
            if (!leaves) {
                requireDecides(team, roleOf(member));
            }
            leave(member);
            return member;
        });
    }

    /** All that a user has of teams goes: those of their own, and their place in those of others. */
    void erase(Caller user) {
        teams.membershipsOf(user.userId()).forEach(membership -> {
            try {
                erase(user, membership);
            } catch (ApiException failed) {
                requireGone(failed);
            }
        });
    }

    private void erase(Caller user, TeamMember membership) {
        String teamId = membership.teamId().toString();
        if (roleOf(membership) == TeamRole.OWNER) {
            delete(user, teamId);
            return;
        }
        remove(user, teamId, user.userId());
    }

    /** What others ended meanwhile is gone as it was to be. */
    private static void requireGone(ApiException failed) {
        if (failed.code() != ErrorCode.TEAM_NOT_FOUND && failed.code() != ErrorCode.MEMBER_NOT_FOUND) {
            throw failed;
        }
    }

    /** The team as it is now and will be until the transaction ends; strangers hold nothing. */
    private Team held(Caller caller, String id) {
        teams.lock(get(caller, id).id());
        return get(caller, id);
    }

    private Team changed(Team team, TeamFields.TeamChange change) {
        String name = change.name().orElse(team.name());
        String description = change.description().or(team.description());
        if (name.equals(team.name()) && Objects.equals(description, team.description())) {
            return team;
        }
        Instant now = now();
        teams.update(team.id(), name, description, now);
        say("team_updated", team.id(), team.ownerId(), teams.memberIds(team.id()));
        return new Team(team.id(), name, team.ownerId(), description, team.createdAt(), now, team.role());
    }

    /** Whoever reads one of its tasks as a member of the team no longer does, which each task says for itself. */
    private void end(Team team) {
        Set<String> members = teams.memberIds(team.id());
        List<TeamTask> tasks = teams.lockTasks(team.id());
        teams.delete(team.id());
        say("team_deleted", team.id(), team.ownerId(), members);
        tasks.forEach(this::sayMoved);
    }

    private void put(TeamMember added) {
        if (teams.member(added.teamId(), added.userId()).isPresent()) {
            throw new ApiException(
                    ErrorCode.CONFLICT, "user " + added.userId() + ": in the team (expected: a user who is not)");
        }
        try {
            teams.insert(added);
        } catch (DataIntegrityViolationException gone) {
            // The team is held: it is the account that went.
            throw unknownUser();
        }
    }

    private TeamMember inRole(TeamMember member, TeamRole role) {
        if (roleOf(member) == role) {
            return member;
        }
        teams.changeRole(member.teamId(), member.userId(), role);
        say("team_member_changed", member.teamId(), member.userId(), teams.memberIds(member.teamId()));
        return new TeamMember(member.id(), member.teamId(), member.userId(), role.key(), member.joinedAt());
    }

    private void leave(TeamMember member) {
        Set<String> told = new HashSet<>(teams.memberIds(member.teamId()));
        teams.deleteMember(member.teamId(), member.userId());
        say("team_member_removed", member.teamId(), member.userId(), told);
    }

    private void say(String type, UUID teamId, String userId, Set<String> told) {
        changes.publish(new Change(
                type,
                "team:" + teamId,
                Map.of("team_id", teamId.toString(), "user_id", userId),
                Audience.of(told, Permissions.TASK_READ),
                Set.of()));
    }

    /** In nobody's numbers: a team's tasks are counted for their owners only. */
    private void sayMoved(TeamTask task) {
        changes.publish(new Change(
                "task_updated",
                "task:" + task.id(),
                Map.of("task_id", task.id(), "user_id", task.userId()),
                Audience.of(task.readers(), Permissions.TASK_READ),
                Set.of()));
    }

    private String known(TeamFields.NewMember wanted) {
        Optional<String> known = wanted.email() == null
                ? Optional.ofNullable(wanted.userId()).filter(users::exists)
                : users.idOf(wanted.email());
        return known.orElseThrow(Teams::unknownUser);
    }

    private TeamMember inIt(UUID teamId, String userId) {
        return Optional.of(userId)
                .filter(Teams::isUserId)
                .flatMap(known -> teams.member(teamId, known))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.MEMBER_NOT_FOUND,
                        "member " + JsonFields.shown(userId) + " (expected: the id of a user in the team)"));
    }

    private TeamMember memberOf(UUID teamId, String userId, TeamRole role) {
        return new TeamMember(UUID.randomUUID(), teamId, userId, role.key(), now());
    }

    private <T> T nobodyElseCalled(String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (DuplicateKeyException taken) {
            throw new ApiException(
                    ErrorCode.CONFLICT, "name " + JsonFields.shown(name) + ": taken (expected: that of no other team)");
        }
    }

    private static void requireManager(Team team) {
        if (!roleIn(team).manages()) {
            throw forbidden(team, "its owner or an admin of it");
        }
    }

    private static void requireDecides(Team team, TeamRole role) {
        requireManager(team);
        if (!roleIn(team).decidesAbout(role)) {
            throw forbidden(team, "its owner, who alone decides about admins");
        }
    }

    private static void requireNotOwner(TeamMember member, String why) {
        if (roleOf(member) == TeamRole.OWNER) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "member %s: owner (expected: another member, the owner %s)".formatted(member.userId(), why));
        }
    }

    /** The caller's; a machine has none, and gets no further than reading. */
    private static TeamRole roleIn(Team team) {
        return TeamRole.byKey(team.role()).orElse(TeamRole.VIEWER);
    }

    private static TeamRole roleOf(TeamMember member) {
        return TeamRole.byKey(member.role()).orElseThrow();
    }

    /** What no account's id looks like is not asked for in the database, which refuses some characters with an error. */
    private static boolean isUserId(String text) {
        return text.length() <= LONGEST_USER_ID
                && text.chars().allMatch(character -> character > ' ' && character < 127);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ApiException forbidden(Team team, String expected) {
        return new ApiException(
                ErrorCode.FORBIDDEN, "role in the team: %s (expected: %s)".formatted(team.role(), expected));
    }

    private static ApiException unknown(String id) {
        return new ApiException(
                ErrorCode.TEAM_NOT_FOUND, "team " + JsonFields.shown(id) + " (expected: the id of a team of yours)");
    }

    private static ApiException unknownUser() {
        return new ApiException(ErrorCode.USER_NOT_FOUND, "user: unknown (expected: the id or address of an account)");
    }
}
