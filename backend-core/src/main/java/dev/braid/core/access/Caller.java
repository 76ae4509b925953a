package dev.braid.core.access;

/**
 * Who sends a request: the owner of what it creates, and whom rows of an owner are shown to.
 *
 * @param userId the id that owned rows carry
 */
public record Caller(String userId) {

    /** Whom every request belongs to while there are no accounts. */
    public static final Caller DEMO = new Caller("demo");
}
