package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a task is shared for. */
public enum SharePermission {
    @JsonProperty("view")
    VIEW,
    @JsonProperty("edit")
    EDIT
}
