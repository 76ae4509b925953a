package dev.braid.core.marketdata;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.EntityTag;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The bars of a symbol: {@code /bars/daily}, {@code /bars/hour}, {@code /bars/minute}, {@code /bars/minute_decimated}.
 *
 * <p>A reply is written while it is read from the database, from one state of it: the revision that made its entity tag is that of
 * its rows. Open to everybody, and the same for everybody.
 */
@OpenToEveryone
@Controller
@RequestMapping(path = "/bars", produces = MediaType.APPLICATION_JSON_VALUE)
class BarsController {

    private static final Duration TODAYS_AGE = Duration.ofSeconds(60);

    /** What is past changes by imports only; and then the entity tag tells. */
    private static final Duration PAST_AGE = Duration.ofHours(1);

    private static final int LEAST_TARGET = 100;
    private static final int DEFAULT_TARGET = 10_000;
    private static final int MOST_TARGET = 50_000;

    /** Hours begin with the session, at half past. */
    private static final int HALF_AN_HOUR = 1_800;

    private static final int AN_HOUR = 3_600;

    private final BarReader reader;
    private final Clock clock;

    BarsController(BarReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** What is asked for; {@code target} is that of decimated bars, else 0. */
    private record Question(String path, String symbol, BarWindow window, boolean regularOnly, int target) {

        static Question read(HttpServletRequest request, boolean rangeRequired, boolean decimated) {
            QueryParameters query = QueryParameters.of(request);
            String symbol = query.required("symbol", SymbolName::read).orElse("");
            BarWindow window = BarWindow.read(query, rangeRequired);
            boolean regularOnly =
                    query.optional("rth_only", QueryParameters::flag).orElse(true);
            int target = decimated
                    ? query.optional("target", QueryParameters.integer(LEAST_TARGET, MOST_TARGET))
                            .orElse(DEFAULT_TARGET)
                    : 0;
            query.verify();
            return new Question(request.getServletPath(), symbol, window, regularOnly, target);
        }
    }

    /** Writes the bars of a question. */
    @FunctionalInterface
    private interface Body {
        void writeTo(HttpServletResponse response) throws IOException;
    }

    @GetMapping("/daily")
    void daily(HttpServletRequest request, HttpServletResponse response) {
        Question asked = Question.read(request, false, false);
        answer(asked, request, response, out -> {
            BarsJson json = BarsJson.begin(out.getOutputStream(), asked.symbol, true);
            BarWindow window = asked.window;
            reader.eachDay(asked.symbol, window.firstDay(), window.endDay(), asked.regularOnly, json);
            json.end(null);
        });
    }

    @GetMapping("/minute")
    void minute(HttpServletRequest request, HttpServletResponse response) {
        Question asked = Question.read(request, true, false);
        answer(asked, request, response, out -> {
            BarsJson json = BarsJson.begin(out.getOutputStream(), asked.symbol, false);
            eachMinute(asked, json);
            json.end(null);
        });
    }

    @GetMapping("/hour")
    void hour(HttpServletRequest request, HttpServletResponse response) {
        Question asked = Question.read(request, true, false);
        answer(asked, request, response, out -> {
            BarsJson json = BarsJson.begin(out.getOutputStream(), asked.symbol, false);
            bucketed(
                    asked,
                    new Buckets(BarsController::hourOf, t -> hourOf(t) * AN_HOUR + HALF_AN_HOUR, json),
                    json,
                    null);
        });
    }

    @GetMapping("/minute_decimated")
    void decimated(HttpServletRequest request, HttpServletResponse response) {
        Question asked = Question.read(request, true, true);
        answer(asked, request, response, out -> {
            Stride.Choice choice = new Stride.Choice();
            BarWindow window = asked.window;
            reader.eachMinuteTime(asked.symbol, window.from(), window.to(), asked.regularOnly, choice);
            Stride stride = choice.forAtMost(asked.target);
            BarsJson json = BarsJson.begin(out.getOutputStream(), asked.symbol, false);
            bucketed(asked, stride.bucketsInto(json), json, stride);
        });
    }

    private void bucketed(Question asked, Buckets buckets, BarsJson json, @Nullable Stride stride) {
        eachMinute(asked, buckets);
        buckets.end();
        json.end(stride);
    }

    private void eachMinute(Question asked, BarSink sink) {
        BarWindow window = asked.window;
        reader.eachMinute(asked.symbol, window.from(), window.to(), asked.regularOnly, sink);
    }

    private void answer(Question asked, HttpServletRequest request, HttpServletResponse response, Body body) {
        reader.inSnapshot(() -> {
            String revision = reader.revision(asked.symbol).orElseThrow(() -> unknown(asked.symbol));
            EntityTag tag = EntityTag.of(revision, asked);
            response.setHeader(HttpHeaders.ETAG, tag.value());
            response.setHeader(
                    HttpHeaders.CACHE_CONTROL,
                    "public, max-age=" + ageOf(asked.window).toSeconds());
            if (tag.isKnownTo(request)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return tag;
            }
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            write(body, response);
            return tag;
        });
    }

    private Duration ageOf(BarWindow window) {
        LocalDate today = SessionCalendar.dateOf(clock.instant());
        return window.reaches(today) ? TODAYS_AGE : PAST_AGE;
    }

    private static void write(Body body, HttpServletResponse response) {
        try {
            body.writeTo(response);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long hourOf(long epochSecond) {
        return Math.floorDiv(epochSecond - HALF_AN_HOUR, AN_HOUR);
    }

    private static ApiException unknown(String symbol) {
        return new ApiException(ErrorCode.DATASET_NOT_FOUND, "symbol: " + symbol + " (expected: a known symbol)");
    }
}
