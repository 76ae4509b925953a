package dev.braid.core.dashboard;

import dev.braid.contracts.Team;
import dev.braid.contracts.TeamMember;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.PersonalData;
import java.util.List;
import org.springframework.stereotype.Component;

/** A user's place in teams. With its owner a team goes; its tasks stay with theirs. */
@Component
class OwnTeams implements PersonalData {

    private final Teams teams;
    private final TeamStore store;

    OwnTeams(Teams teams, TeamStore store) {
        this.teams = teams;
        this.store = store;
    }

    /** A team as it is exported to one of its members: who else is in it is theirs. */
    record Exported(Team team, TeamMember membership) {}

    @Override
    public String name() {
        return "teams";
    }

    @Override
    public Object export(String userId) {
        Caller user = Caller.onBehalfOf(userId);
        return CurrentCaller.callAs(user, () -> exported(user));
    }

    @Override
    public void erase(String userId) {
        Caller user = Caller.onBehalfOf(userId);
        CurrentCaller.runAs(user, () -> teams.erase(user));
    }

    private List<Exported> exported(Caller user) {
        return store.membershipsOf(user.userId()).stream()
                .flatMap(membership ->
                        store.find(user, membership.teamId()).stream().map(team -> new Exported(team, membership)))
                .toList();
    }
}
