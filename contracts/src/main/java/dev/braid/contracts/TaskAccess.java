package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a caller may do with a task; each includes those after it. */
public enum TaskAccess {
    /** Everything, also to move it between teams. */
    @JsonProperty("owner")
    OWNER,
    /** To change it, share it and delete it: of the team's owner and its admins. */
    @JsonProperty("manage")
    MANAGE,
    /** To change it: of the team's members, and of whom it is shared with for that. */
    @JsonProperty("edit")
    EDIT,
    @JsonProperty("view")
    VIEW
}
