package dev.braid.contracts;

/**
 * How many tasks a user has. Those of others are in none of the first three, whoever shared them.
 *
 * @param totalTasks the user's own: always {@code pendingTasks + completedTasks}
 * @param sharedTasks tasks of others that are shared with the user, to view or to edit
 */
public record TaskStatistics(long totalTasks, long pendingTasks, long completedTasks, long sharedTasks) {}
