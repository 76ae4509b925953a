package dev.braid.core.access;

/**
 * What a feature keeps about a user: part of what a user can take along, and of what goes when the account goes. Called on the
 * user's behalf.
 */
public interface PersonalData {

    /** Its member in the export: {@code runs}. */
    String name();

    /** All of it, as it is to be written to JSON. */
    Object export(String userId);

    /** Removes all of it; called in the order of {@link org.springframework.core.annotation.Order}, before the account itself goes. */
    void erase(String userId);
}
