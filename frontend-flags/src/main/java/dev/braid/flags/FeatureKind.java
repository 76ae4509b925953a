package dev.braid.flags;

/** What a flag is for, and therefore how long it is meant to live. */
public enum FeatureKind {
    /** Takes a feature out of service at once; permanent. */
    KILL_SWITCH("kill-switch"),
    /** Tunes how a feature works under load; permanent. */
    OPERATIONAL("operational");

    private final String key;

    FeatureKind(String key) {
        this.key = key;
    }

    /** The name on the wire. */
    public String key() {
        return key;
    }
}
