package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /admin/service-tokens}: every token ever made, the newest first. */
public record ServiceTokenList(List<ServiceToken> items) {}
