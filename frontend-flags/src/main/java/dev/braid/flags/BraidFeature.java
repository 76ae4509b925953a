package dev.braid.flags;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.togglz.core.Feature;

/** Every feature that can be switched. Another one is one more constant here; everything else follows from it. */
public enum BraidFeature implements Feature {
    CHART_AGGREGATION(
            "chart-aggregation",
            "charts",
            FeatureKind.KILL_SWITCH,
            true,
            "Chart data is combined and downsampled; off: the backend's bars pass through."),
    RUN_AGGREGATION(
            "run-aggregation",
            "runs",
            FeatureKind.KILL_SWITCH,
            true,
            "A run arrives whole in one answer; off: the backend's run passes through."),
    PORTFOLIO_AGGREGATION(
            "portfolio-aggregation",
            "portfolios",
            FeatureKind.KILL_SWITCH,
            true,
            "A board's portfolio arrives whole in one answer; off: the backend's projects pass through."),
    DASHBOARD_AGGREGATION(
            "dashboard-aggregation",
            "dashboards",
            FeatureKind.KILL_SWITCH,
            true,
            "A user's dashboard arrives whole in one answer; off: the backend's statistics pass through."),
    STREAM_HUB(
            "stream-hub",
            "streams",
            FeatureKind.KILL_SWITCH,
            true,
            "One socket to the backend serves all viewers of a session; off: each viewer has a tunnel of its own."),
    ADAPTIVE_FRAME_RATE(
            "adaptive-frame-rate",
            "streams",
            FeatureKind.KILL_SWITCH,
            true,
            "Viewers get as many frames as they keep up with, by their acks or pongs; off: as many as they ask for.");

    private final String key;
    private final String owner;
    private final FeatureKind kind;
    private final boolean onByDefault;
    private final String description;

    BraidFeature(String key, String owner, FeatureKind kind, boolean onByDefault, String description) {
        this.key = key;
        this.owner = owner;
        this.kind = kind;
        this.onByDefault = onByDefault;
        this.description = description;
    }

    public static Optional<BraidFeature> byKey(String key) {
        return only(feature -> feature.key.equals(key));
    }

    /** The feature of the name that Togglz knows it by, whatever class of Togglz carries that name. */
    public static Optional<BraidFeature> of(Feature feature) {
        return feature instanceof BraidFeature known
                ? Optional.of(known)
                : only(known -> known.name().equals(feature.name()));
    }

    /** The name on the wire, in the store and in {@code BRAID_FLAGS_FORCE}. */
    public String key() {
        return key;
    }

    /** Who is asked before it is switched. */
    public String owner() {
        return owner;
    }

    public FeatureKind kind() {
        return kind;
    }

    public boolean onByDefault() {
        return onByDefault;
    }

    public String description() {
        return description;
    }

    private static Optional<BraidFeature> only(Predicate<BraidFeature> condition) {
        return Stream.of(values()).filter(condition).findFirst();
    }
}
