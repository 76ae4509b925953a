package dev.braid.core.marketdata;

/** What storing bars changed. Bars that were there already, equal in every field, are unchanged. */
public record StoredBars(long inserted, long updated, long unchanged) {

    @Override
    public String toString() {
        return inserted + " inserted, " + updated + " updated, " + unchanged + " unchanged";
    }
}
