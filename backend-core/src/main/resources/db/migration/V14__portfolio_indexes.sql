-- Indexes on large tables, built while others write: outside of any transaction. One that an interrupted build left is there but not valid,
-- and IF NOT EXISTS would take it for the real one: each is dropped first, which costs nothing where there is none.

DROP INDEX CONCURRENTLY IF EXISTS issues_scope;
-- All that is counted of a project in a sprint, issues of a kind together, and what their links and changes are found by: read from the
-- index alone.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issues_scope ON issues (
        sprint_id, project_workstream_id, status_category, status_name, flagged, priority, issue_type)
    INCLUDE (story_points, jira_issue_id, issue_key)
    WHERE deleted_at IS NULL AND NOT is_subtask;

DROP INDEX CONCURRENTLY IF EXISTS issues_open;
-- What of a project is still to do, in whatever sprint.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issues_open ON issues (project_workstream_id)
    INCLUDE (story_points)
    WHERE status_category <> 'done' AND deleted_at IS NULL AND NOT is_subtask;

DROP INDEX CONCURRENTLY IF EXISTS issues_sprint;
-- All issues of a sprint, also deleted ones: they were in it; and of a sprint that is deleted itself. Which were made since a day.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issues_sprint ON issues (sprint_id, created_at) INCLUDE (jira_issue_id);

DROP INDEX CONCURRENTLY IF EXISTS issues_deleted;
CREATE INDEX CONCURRENTLY IF NOT EXISTS issues_deleted ON issues (sprint_id, deleted_at) INCLUDE (jira_issue_id) WHERE deleted_at IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS issues_project;
-- Those of the tracker's projects, and which of them are in no sprint.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issues_project ON issues (project_key, sprint_id);

DROP INDEX CONCURRENTLY IF EXISTS issue_changes_points;
-- What was estimated since a day.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issue_changes_points ON issue_changes (changed_at)
    INCLUDE (jira_issue_id, jira_history_id, from_value, to_value)
    WHERE field = 'story_points';

DROP INDEX CONCURRENTLY IF EXISTS issue_changes_scope;
-- In which sprint an issue was at a time, and what it was worth.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issue_changes_scope ON issue_changes (jira_issue_id, field, changed_at, jira_history_id)
    INCLUDE (from_value, to_value)
    WHERE field IN ('sprint', 'story_points');

DROP INDEX CONCURRENTLY IF EXISTS issue_links_waiting;
-- Who waits for whom, told from the one side and from the other.
CREATE INDEX CONCURRENTLY IF NOT EXISTS issue_links_waiting ON issue_links (from_key, to_key)
    WHERE type = 'blocks' AND direction = 'inward';

DROP INDEX CONCURRENTLY IF EXISTS issue_links_inverse;
CREATE INDEX CONCURRENTLY IF NOT EXISTS issue_links_inverse ON issue_links (to_key, from_key)
    WHERE type = 'blocks' AND direction = 'outward';
