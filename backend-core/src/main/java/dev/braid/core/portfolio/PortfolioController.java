package dev.braid.core.portfolio;

import dev.braid.contracts.CacheMetrics;
import dev.braid.contracts.CacheRefresh;
import dev.braid.contracts.Envelope;
import dev.braid.contracts.HealthSummary;
import dev.braid.contracts.ProjectForecasts;
import dev.braid.contracts.ProjectPortfolio;
import dev.braid.contracts.ProjectRankings;
import dev.braid.contracts.ResourceAllocation;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.portfolio.PortfolioCache.Answer;
import dev.braid.core.portfolio.PortfolioCache.Freshness;
import dev.braid.core.web.EntityTag;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.OptionalLong;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/meta-boards/{board_id}}: the projects of a board in a sprint. All questions have the same filter. Each reply has a weak tag
 * of what it says, without how fresh that is, so that asking again costs a 304 while nothing changes.
 */
@RequiresPermission(Permissions.PORTFOLIO_READ)
@RestController
@RequestMapping(path = "/api/v1/meta-boards/{boardId}", produces = MediaType.APPLICATION_JSON_VALUE)
final class PortfolioController {

    private static final String ASK_EACH_TIME = "private, max-age=0";

    /** RFC 7234, section 5.5.1: not what the origin would say now. RFC 9111 leaves it out, but not its meaning. */
    private static final String STALE = "110 - \"Response is Stale\"";

    private static final int MOST_RANKINGS = 100;

    private final PortfolioService portfolios;
    private final CacheRefreshes refreshes;

    PortfolioController(PortfolioService portfolios, CacheRefreshes refreshes) {
        this.portfolios = portfolios;
        this.refreshes = refreshes;
    }

    @GetMapping("/project-portfolio")
    ResponseEntity<Envelope<ProjectPortfolio>> portfolio(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        PortfolioQuery asked = PortfolioQuery.of(query);
        query.verify();
        Answer<ProjectPortfolio> answer = portfolios.portfolio(BoardSprints.boardId(boardId), asked);
        return reply(request, answer, withFreshness(answer.kept().value(), answer.freshness()), "portfolio");
    }

    @GetMapping("/project-forecasts")
    ResponseEntity<Envelope<ProjectForecasts>> forecasts(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        PortfolioFilter filter = PortfolioFilter.of(query);
        ForecastQuestion asked = ForecastQuestion.of(query);
        query.verify();
        return reply(request, portfolios.forecasts(BoardSprints.boardId(boardId), filter, asked), "forecasts");
    }

    @GetMapping("/resource-allocation")
    ResponseEntity<Envelope<ResourceAllocation>> allocation(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        PortfolioFilter filter = PortfolioFilter.of(query);
        boolean disciplines = query.optional("include_discipline_breakdown", QueryParameters::flag)
                .orElse(true);
        query.verify();
        return reply(request, portfolios.allocation(BoardSprints.boardId(boardId), filter, disciplines), "allocation");
    }

    @GetMapping("/project-rankings")
    ResponseEntity<Envelope<ProjectRankings>> rankings(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        PortfolioFilter filter = PortfolioFilter.of(query);
        Criterion criterion = query.optional("ranking_criteria", Choice.of(Criterion.values(), Criterion::key))
                .orElse(Criterion.PRIORITY);
        int limit = query.optional("limit", QueryParameters.integer(1, MOST_RANKINGS))
                .orElse(Rankings.DEFAULT_LIMIT);
        query.verify();
        return reply(request, portfolios.rankings(BoardSprints.boardId(boardId), filter, criterion, limit), "rankings");
    }

    @GetMapping("/health-summary")
    ResponseEntity<Envelope<HealthSummary>> health(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        PortfolioFilter filter = PortfolioFilter.of(query);
        boolean trends = query.optional("include_trends", QueryParameters::flag).orElse(true);
        query.verify();
        return reply(request, portfolios.health(BoardSprints.boardId(boardId), filter, trends), "health");
    }

    @GetMapping("/cache-metrics")
    ResponseEntity<Envelope<CacheMetrics>> cacheMetrics(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Envelope<>(refreshes.metrics(BoardSprints.boardId(boardId)), "cache metrics"));
    }

    @RequiresPermission(Permissions.PORTFOLIO_ADMIN)
    @PostMapping({"/refresh-cache", "/refresh"})
    ResponseEntity<Envelope<CacheRefresh>> refresh(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        OptionalLong sprintId = query.optional(PortfolioFilter.SPRINT, PortfolioFilter::id)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
        query.verify();
        CacheRefreshes.Outcome outcome = refreshes.refresh(BoardSprints.boardId(boardId), sprintId);
        Envelope<CacheRefresh> body =
                new Envelope<>(outcome.refresh(), outcome.queued() ? "refresh queued" : "cache refreshed");
        return outcome.queued()
                ? ResponseEntity.accepted().cacheControl(CacheControl.noStore()).body(body)
                : OwnReplies.written(body);
    }

    private static ProjectPortfolio withFreshness(ProjectPortfolio portfolio, Freshness freshness) {
        return new ProjectPortfolio(
                portfolio.summary(),
                portfolio.projects(),
                portfolio.healthIndicators(),
                portfolio.total(),
                portfolio.limit(),
                portfolio.offset(),
                portfolio.lastSync(),
                freshness.key());
    }

    private static <T> ResponseEntity<Envelope<T>> reply(HttpServletRequest request, Answer<T> answer, String what) {
        return reply(request, answer, answer.kept().value(), what);
    }

    private static <T> ResponseEntity<Envelope<T>> reply(
            HttpServletRequest request, Answer<T> answer, T data, String what) {
        EntityTag tag = answer.kept().tag();
        boolean known = tag.isKnownTo(request);
        var reply = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .header(HttpHeaders.CACHE_CONTROL, ASK_EACH_TIME)
                .eTag(tag.value());
        if (answer.freshness() == Freshness.STALE) {
            reply.header(HttpHeaders.WARNING, STALE);
        }
        return known
                ? reply.build()
                : reply.body(
                        new Envelope<>(data, what + ": " + answer.freshness().key()));
    }
}
