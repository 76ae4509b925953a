package dev.braid.core.sprint;

/** What became of the rows of one kind. */
record Counted(long added, long updated, long unchanged) {

    static final Counted NONE = new Counted(0, 0, 0);

    Counted plus(Counted other) {
        return new Counted(added + other.added, updated + other.updated, unchanged + other.unchanged);
    }

    boolean isNone() {
        return added + updated + unchanged == 0;
    }

    @Override
    public String toString() {
        return "%d new, %d updated, %d unchanged".formatted(added, updated, unchanged);
    }
}
