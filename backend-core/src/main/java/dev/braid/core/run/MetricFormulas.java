package dev.braid.core.run;

import dev.braid.contracts.RunMetrics;
import dev.braid.core.marketdata.SessionCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The eleven figures of a run from its equity E₁…Eₙ and its fills; a figure that is not defined is null. Pure.
 *
 * <p>Returns rᵢ = Eᵢ/Eᵢ₋₁ − 1 are taken over regular session minutes only, because the year they are scaled to, P = 252 · 390
 * minutes, has no others. Figures over the whole of the run ({@code total_return}, {@code max_drawdown}, {@code cagr},
 * {@code turnover}) use every point.
 */
final class MetricFormulas {
    /** Mean length of the Gregorian year in days. */
    private static final double DAYS_PER_YEAR = 365.2425;

    private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();
    private static final double SESSION_MINUTES_PER_YEAR = 252 * 390;
    /** Keeps {@code slippage_share} finite where all profits are zero. */
    private static final double EPSILON = 1e-9;

    private MetricFormulas() {}

    static RunMetrics of(Artefacts artefacts) {
        EquityCurve equity = artefacts.equity();
        RoundTrips trips = new RoundTrips();
        artefacts.fills().forEach(trips::add);
        Returns returns = Returns.of(equity);
        return new RunMetrics(
                totalReturn(equity),
                cagr(equity),
                maxDrawdown(equity),
                returns.sharpe(),
                returns.sortino(),
                ratio(trips.wins(), trips.wins() + trips.losses()),
                ratio(trips.won(), trips.wins()),
                ratio(trips.lost(), trips.losses()),
                turnover(equity, artefacts.fills()),
                slippageShare(artefacts.fills(), trips),
                artefacts.fills().stream().mapToDouble(Trade::fee).sum());
    }

    /** Eₙ/E₁ − 1. */
    static @Nullable Double totalReturn(EquityCurve equity) {
        return equity.size() == 0 ? null : finite(last(equity) / equity.value(0) - 1);
    }

    /** The greatest (peak − E)/peak so far, a positive number. */
    static @Nullable Double maxDrawdown(EquityCurve equity) {
        if (equity.size() == 0) {
            return null;
        }
        double peak = equity.value(0);
        double worst = 0;
        for (int i = 0; i < equity.size(); i++) {
            peak = Math.max(peak, equity.value(i));
            worst = Math.max(worst, (peak - equity.value(i)) / peak);
        }
        return finite(worst);
    }

    /** (Eₙ/E₁)^(1/years) − 1 over calendar time. */
    private static @Nullable Double cagr(EquityCurve equity) {
        if (equity.size() < 2 || last(equity) <= 0) {
            return null;
        }
        double days = (equity.millis(equity.size() - 1) - equity.millis(0)) / MILLIS_PER_DAY;
        return days <= 0 ? null : finite(Math.pow(last(equity) / equity.value(0), DAYS_PER_YEAR / days) - 1);
    }

    /** Σ qty·price / mean(E). */
    private static @Nullable Double turnover(EquityCurve equity, List<Trade> fills) {
        double traded =
                fills.stream().mapToDouble(fill -> fill.qty() * fill.price()).sum();
        double sum = 0;
        for (int i = 0; i < equity.size(); i++) {
            sum += equity.value(i);
        }
        return ratio(traded * equity.size(), sum);
    }

    /** Σ|slippage| / (Σ|gross profit of closed round trips| + 10⁻⁹); without any closed one there is no share to state. */
    private static @Nullable Double slippageShare(List<Trade> fills, RoundTrips trips) {
        double slippage =
                fills.stream().mapToDouble(fill -> Math.abs(fill.slippage())).sum();
        return trips.closed() == 0 && slippage > 0 ? null : finite(slippage / (trips.absoluteGross() + EPSILON));
    }

    private static double last(EquityCurve equity) {
        return equity.value(equity.size() - 1);
    }

    private static @Nullable Double ratio(double part, double whole) {
        return whole > 0 ? finite(part / whole) : null;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Moments of the returns, gathered in one pass (Welford); void as soon as an equity is not positive. */
    private static final class Returns {
        private long count;
        private double mean;
        private double squares;
        private double downside;
        private boolean undefined;
        private LocalDate day = LocalDate.MIN;
        private boolean dayIsTraded;

        static Returns of(EquityCurve equity) {
            Returns returns = new Returns();
            double previous = Double.NaN;
            for (int i = 0; i < equity.size(); i++) {
                if (returns.isRegular(equity.millis(i))) {
                    returns.step(previous, equity.value(i));
                    previous = equity.value(i);
                }
            }
            return returns;
        }

        /** 9:30 to 16:00 of a trading day, also of a half day, whose late minutes providers label regular too. */
        private boolean isRegular(long epochMillis) {
            ZonedDateTime there = Instant.ofEpochMilli(epochMillis).atZone(SessionCalendar.ZONE);
            LocalTime time = there.toLocalTime();
            return !time.isBefore(SessionCalendar.OPEN)
                    && time.isBefore(SessionCalendar.CLOSE)
                    && isTradingDay(there.toLocalDate());
        }

        /** Asked for hundreds of points of one day: the calendar, which works out every holiday, is asked once. */
        private boolean isTradingDay(LocalDate date) {
            if (!date.equals(day)) {
                day = date;
                dayIsTraded = SessionCalendar.isTradingDay(date);
            }
            return dayIsTraded;
        }

        private void step(double from, double to) {
            undefined |= to <= 0;
            if (Double.isNaN(from)) {
                return;
            }
            double value = to / from - 1;
            count++;
            double off = value - mean;
            mean += off / count;
            squares += off * (value - mean);
            downside += value < 0 ? value * value : 0;
        }

        /** mean(r)/sd(r)·√P with the sample's standard deviation (n − 1). */
        @Nullable Double sharpe() {
            return count < 2 ? null : scaled(Math.sqrt(squares / (count - 1)));
        }

        /** mean(r)/√mean(min(r, 0)²)·√P: the downside deviation is taken over all returns, its target is zero. */
        @Nullable Double sortino() {
            return count == 0 ? null : scaled(Math.sqrt(downside / count));
        }

        private @Nullable Double scaled(double deviation) {
            return undefined || deviation == 0 ? null : finite(mean / deviation * Math.sqrt(SESSION_MINUTES_PER_YEAR));
        }
    }
}
