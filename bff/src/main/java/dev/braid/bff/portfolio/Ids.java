package dev.braid.bff.portfolio;

import java.util.regex.Pattern;

/** Ids of boards and sprints, as the backend counts them. */
final class Ids {

    /** One form for each id, so that keys and tags have one as well. */
    static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private Ids() {}
}
