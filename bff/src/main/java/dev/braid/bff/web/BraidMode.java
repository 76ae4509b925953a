package dev.braid.bff.web;

/** The header by which each reply of the aggregated endpoints says which way it went. */
public final class BraidMode {

    public static final String HEADER = "Braid-Mode";

    /** Made by bff out of several replies of the backend. */
    public static final String AGGREGATED = "aggregated";

    /** One reply of the backend, byte for byte. */
    public static final String PASS_THROUGH = "pass-through";

    private BraidMode() {}
}
