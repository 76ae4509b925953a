package dev.braid.core.dashboard;

import dev.braid.contracts.Team;
import dev.braid.contracts.TeamMember;
import dev.braid.contracts.TeamMemberPage;
import dev.braid.contracts.TeamPage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/teams}: teams, and who is in them. Whatever it says belongs to its caller. */
@RequiresPermission(Permissions.TASK_READ)
@RestController
@RequestMapping(path = "/api/teams", produces = MediaType.APPLICATION_JSON_VALUE)
final class TeamController {

    private final Teams teams;

    TeamController(Teams teams) {
        this.teams = teams;
    }

    @GetMapping
    ResponseEntity<TeamPage> list(Caller caller, HttpServletRequest request) {
        return OwnReplies.fresh(teams.list(caller, Paging.of(request)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Team> create(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Team team = teams.create(caller, body);
        return ResponseEntity.created(URI.create("/api/teams/" + team.id()))
                .cacheControl(CacheControl.noStore())
                .body(team);
    }

    @GetMapping("/{id}")
    ResponseEntity<Team> show(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(teams.get(caller, id));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Team> change(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.written(teams.change(caller, id, body));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        teams.delete(caller, id);
        return OwnReplies.gone();
    }

    @GetMapping("/{id}/members")
    ResponseEntity<TeamMemberPage> members(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        return OwnReplies.fresh(teams.members(caller, id, Paging.of(request)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping(path = "/{id}/members", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TeamMember> add(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        TeamMember member = teams.add(caller, id, body);
        return ResponseEntity.created(URI.create("/api/teams/" + member.teamId() + "/members/" + member.userId()))
                .cacheControl(CacheControl.noStore())
                .body(member);
    }

    @GetMapping("/{id}/members/{userId}")
    ResponseEntity<TeamMember> member(
            @PathVariable("id") String id,
            @PathVariable("userId") String userId,
            Caller caller,
            HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(teams.member(caller, id, userId));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PatchMapping(path = "/{id}/members/{userId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TeamMember> setRole(
            @PathVariable("id") String id,
            @PathVariable("userId") String userId,
            @RequestBody JsonNode body,
            Caller caller,
            HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.written(teams.setRole(caller, id, userId, body));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @DeleteMapping("/{id}/members/{userId}")
    ResponseEntity<Void> remove(
            @PathVariable("id") String id,
            @PathVariable("userId") String userId,
            Caller caller,
            HttpServletRequest request) {
        QueryParameters.of(request).verify();
        teams.remove(caller, id, userId);
        return OwnReplies.gone();
    }
}
