package dev.braid.contracts;

/** Which way units change hands. */
public enum Side {
    BUY,
    SELL
}
