package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /api/tasks/{id}/shares}: with whom, by id or by e-mail address, and for what. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShareRequest(
        @Nullable String userId, @Nullable String email, SharePermission permission) {}
