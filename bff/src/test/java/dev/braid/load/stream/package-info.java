/**
 * What streams are loaded with: a source of frames, viewers who account for every one of them, and the report of a comparison. {@code bff/bench}
 * runs these as programs. Knows nothing of what stands between source and viewers.
 */
package dev.braid.load.stream;
