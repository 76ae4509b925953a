package dev.braid.core.sprint;

import dev.braid.contracts.Envelope;
import dev.braid.contracts.Sprint;
import dev.braid.contracts.SprintAnalysis;
import dev.braid.contracts.SprintAnalysisPage;
import dev.braid.contracts.SprintBurndown;
import dev.braid.contracts.SprintPage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/sprints}: sprints, their life, and what is found of them. */
@RequiresPermission(Permissions.SPRINT_READ)
@RestController
@RequestMapping(path = "/api/v1/sprints", produces = MediaType.APPLICATION_JSON_VALUE)
final class SprintController {

    private static final String PATH = "/api/v1/sprints/";

    private final SprintService sprints;
    private final SprintAnalyses analyses;

    SprintController(SprintService sprints, SprintAnalyses analyses) {
        this.sprints = sprints;
        this.analyses = analyses;
    }

    @GetMapping
    ResponseEntity<Envelope<SprintPage>> list(HttpServletRequest request) {
        SprintPage page = sprints.list(SprintQuery.of(QueryParameters.of(request)));
        return OwnReplies.fresh(new Envelope<>(page, page.items().size() + " of " + page.total() + " sprints"));
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope<Sprint>> create(@RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Sprint sprint = sprints.create(caller, body);
        return ResponseEntity.created(URI.create(PATH + sprint.id()))
                .cacheControl(CacheControl.noStore())
                .body(said(sprint, "made"));
    }

    @GetMapping("/{id}")
    ResponseEntity<Envelope<Sprint>> show(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(said(sprints.get(id), "found"));
    }

    @GetMapping("/by-name/{name}")
    ResponseEntity<Envelope<Sprint>> byName(@PathVariable("name") String name, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Long boardId = query.optional("board_id", Ids::required).orElse(null);
        query.verify();
        return OwnReplies.fresh(said(sprints.byName(name, boardId), "found"));
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope<Sprint>> change(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.written(said(sprints.change(caller, id, body), "changed"));
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        sprints.delete(caller, id);
        return OwnReplies.gone();
    }

    @GetMapping("/{id}/burndown")
    ResponseEntity<Envelope<SprintBurndown>> burndown(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        SprintBurndown burndown = analyses.burndown(id);
        return OwnReplies.fresh(new Envelope<>(
                burndown, "burndown of sprint " + id + " in " + burndown.unit().replace('_', ' ')));
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PostMapping("/{id}/analyze")
    ResponseEntity<Envelope<SprintAnalysis>> analyze(
            @PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        AnalysisType type = query.required("type", SprintController::type).orElse(AnalysisType.VELOCITY);
        query.verify();
        SprintAnalysis analysis = analyses.analyze(caller, id, type);
        return ResponseEntity.created(URI.create(PATH + id + "/analyses"))
                .cacheControl(CacheControl.noStore())
                .body(said(analysis));
    }

    @GetMapping("/{id}/analyses")
    ResponseEntity<Envelope<SprintAnalysisPage>> analyses(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        AnalysisType type = query.optional("type", SprintController::type).orElse(null);
        Paging paging = Paging.of(query);
        query.verify();
        SprintAnalysisPage page = analyses.list(id, type, paging);
        return OwnReplies.fresh(
                new Envelope<>(page, page.items().size() + " of " + page.total() + " analyses of sprint " + id));
    }

    @GetMapping("/{id}/latest-analysis")
    ResponseEntity<Envelope<SprintAnalysis>> latest(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        AnalysisType type = query.optional("type", SprintController::type).orElse(null);
        query.verify();
        return OwnReplies.fresh(said(analyses.latest(id, type)));
    }

    private static AnalysisType type(String text) {
        return AnalysisType.byKey(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        JsonFields.shown(text) + " (expected: one of " + AnalysisType.keys() + ")"));
    }

    private static Envelope<Sprint> said(Sprint sprint, String what) {
        return new Envelope<>(sprint, "sprint " + sprint.id() + " " + what);
    }

    private static Envelope<SprintAnalysis> said(SprintAnalysis analysis) {
        return new Envelope<>(
                analysis,
                "analysis of sprint " + analysis.sprintId() + ": "
                        + analysis.analysisType().replace('_', ' '));
    }
}
