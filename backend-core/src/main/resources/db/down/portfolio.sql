-- Takes the portfolio (V9 to V14) back, and leaves the database as V8 left it: with all sprints, issues and analyses, and without what the
-- portfolio knew beyond them: snapshots, capacities, the log of forecasts. All or nothing; the service must not be running. As the owner of
-- the schema:
--
--     psql -X -v ON_ERROR_STOP=1 -d DATABASE -f portfolio.sql
--
-- The next start of a version that has the portfolio migrates again.

BEGIN;

-- Rather than wait behind a long transaction, and have everybody else wait behind it: come back later.
SET LOCAL lock_timeout = '10s';

DO $$
DECLARE
    later text;
BEGIN
    SELECT string_agg(version, ', ' ORDER BY installed_rank) INTO later FROM flyway_schema_history
    WHERE version IS NOT NULL AND string_to_array(version, '.')::integer[] > '{14}';
    IF later IS NOT NULL THEN
        RAISE EXCEPTION 'schema: has versions % (expected: none after 14; take those back first)', later;
    END IF;
END
$$;

-- V14
DROP INDEX IF EXISTS issues_scope, issues_open, issues_sprint, issues_deleted, issues_project, issue_changes_points,
    issue_changes_scope, issue_links_waiting, issue_links_inverse;

-- V12. What was said by others than the migration stays.
UPDATE sprint_analyses SET
    project_key = CASE WHEN 'project_key' = ANY (project_backfilled) THEN NULL ELSE project_key END,
    project_name = CASE WHEN 'project_name' = ANY (project_backfilled) THEN NULL ELSE project_name END
WHERE project_backfilled_at IS NOT NULL;

-- V10 to V13, V9.1
DROP FUNCTION IF EXISTS braid_adopt_metrics(bigint[], timestamptz), braid_rebuilt_metrics(bigint[], timestamptz),
    braid_backfill_analyses(bigint[], timestamptz), braid_adopt_associations(bigint[], timestamptz), braid_participants(bigint[]),
    braid_recorded_velocities(bigint[]), braid_sprints_with_issues(bigint[]), braid_scope_periods(bigint[]),
    braid_adopt_workstreams(bigint[], timestamptz), braid_issue_projects(bigint[]), braid_planned(timestamptz);
DROP AGGREGATE IF EXISTS braid_last_known(text);
DROP FUNCTION IF EXISTS braid_newer(text, text);

-- V9
ALTER TABLE sprint_analyses DROP COLUMN IF EXISTS project_backfilled, DROP COLUMN IF EXISTS project_backfilled_at;
ALTER TABLE issues DROP COLUMN IF EXISTS project_workstream_id;
DROP TABLE IF EXISTS forecast_log, project_capacity_allocations, project_sprint_metrics, project_sprint_associations, project_workstreams;

DELETE FROM flyway_schema_history WHERE version IN ('9', '9.1', '10', '11', '12', '13', '14');

COMMIT;
