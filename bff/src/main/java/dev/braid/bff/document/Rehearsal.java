package dev.braid.bff.document;

/** A feature's heaviest work, done with invented input. What it brings is thrown away. */
@FunctionalInterface
public interface Rehearsal {

    /** Once through; takes milliseconds when compiled, and changes nothing that a request could see. */
    void once();
}
