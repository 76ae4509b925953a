package dev.braid.core.web;

import dev.braid.core.access.Caller;

/**
 * Published, within the request, when a caller who is signed in is told FORBIDDEN.
 *
 * @param path the pattern of the handler's path: {@code /backtests/{id}}
 */
public record AccessDenied(Caller caller, String method, String path) {}
