package dev.braid.core.access;

import java.util.Set;

/**
 * Who acts: the owner of what is created, and whom rows of an owner are shown to.
 *
 * @param userId the id that owned rows carry; empty when nobody is known
 * @param permissions what the caller may do, each {@code resource:action}
 */
public record Caller(String userId, Kind kind, Set<String> permissions) {

    /** How far a caller reaches in the database. */
    public enum Kind {
        /** Sees what is nobody's. */
        ANONYMOUS,
        /** Sees what is nobody's and their own, and writes their own. */
        USER,
        /** A machine with a service token: sees the rows of every owner, and writes none. */
        SERVICE,
        /** This process on its own account, never on behalf of a request: sees and writes the rows of every owner. */
        SYSTEM
    }

    public static final Caller ANONYMOUS = new Caller("", Kind.ANONYMOUS, Set.of());

    public static final Caller SYSTEM = new Caller("", Kind.SYSTEM, Set.of());

    /** A user without permissions: for what is done on their behalf, but not at their request. */
    public static Caller onBehalfOf(String userId) {
        return new Caller(userId, Kind.USER, Set.of());
    }

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    public boolean isSignedIn() {
        return kind == Kind.USER || kind == Kind.SERVICE;
    }

    public boolean may(String permission) {
        return permissions.contains(permission);
    }
}
