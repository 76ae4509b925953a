package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /admin/keys}: the keys that verify, the newest first. */
public record SigningKeyList(List<SigningKey> items) {}
