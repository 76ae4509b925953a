package dev.braid.core.run;

import java.util.List;

/**
 * A page of the catalogue.
 *
 * @param total of all pages
 */
record RunPage(List<StoredRun> items, long total) {}
