package dev.braid.core.run;

/** Where a run came from; only what a user's request made belongs to a user. */
enum Origin {
    ENGINE,
    IMPORT,
    DEMO
}
