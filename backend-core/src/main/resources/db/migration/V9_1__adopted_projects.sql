-- How sprints and issues become projects, step by step: what V10 to V13 do once for all boards, and the service for those boards whose
-- sprints or issues changed. Each step may be repeated, and then writes only what differs; each tells how many rows it wrote. Of all
-- boards, if none are given. Ordinary roles make and use the functions: none has a SET clause or its owner's rights. Single issues are
-- looked up by LATERAL … LIMIT 1: by their key, however many are asked for. One board's sprints are planned for otherwise than everybody's,
-- also by who has asked often: until the transaction ends, every statement is planned anew.

-- What was known last: an aggregate that passes over nulls, as a window function would with IGNORE NULLS.
CREATE FUNCTION braid_newer(known text, newer text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT newer';
CREATE AGGREGATE braid_last_known(text) (SFUNC = braid_newer, STYPE = text);

-- What comes into a sprint in its first hour was planned; what comes later changes its scope.
CREATE FUNCTION braid_planned(start_date timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
$$ SELECT start_date + interval '60 minutes' $$;

-- Of which project the issues of these sprints are, and those in no sprint of the tracker's projects that these sprints have or had: the
-- first mapping of the issue's board that fits, else its own project. An issue in no sprint is mapped as by the board with the smallest
-- id that has issues of the same tracker's project. Sub-tasks are in no scope, and of no project.
CREATE FUNCTION braid_issue_projects(sprints bigint[]) RETURNS TABLE (
    jira_issue_id bigint, board_id bigint, project_key text, project_workstream_id bigint)
LANGUAGE sql STABLE AS
$$
WITH mapping AS MATERIALIZED (
    SELECT b.board_id, m.place, upper(btrim(m.entry ->> 'project_key')) AS project_key,
        m.entry ->> 'match' AS match, btrim(m.entry ->> 'value') AS value,
        lower(btrim(split_part(m.entry ->> 'value', '=', 1))) AS field,
        lower(btrim(substr(m.entry ->> 'value', strpos(m.entry ->> 'value', '=') + 1))) AS wanted
    FROM meta_boards b CROSS JOIN LATERAL jsonb_array_elements(b.project_mappings) WITH ORDINALITY AS m (entry, place)
    WHERE length(btrim(m.entry ->> 'project_key')) BETWEEN 1 AND 50
), tracked AS MATERIALIZED (
    SELECT i.project_key FROM issues i WHERE i.sprint_id = ANY (sprints)
    UNION
    SELECT i.project_key FROM issue_changes c
    CROSS JOIN LATERAL (SELECT i.project_key FROM issues i WHERE i.jira_issue_id = c.jira_issue_id LIMIT 1) i
    WHERE c.field = 'sprint' AND c.from_value = ANY (sprints::text[])
), home AS MATERIALIZED (
    SELECT used.project_key, min(s.board_id) AS board_id
    FROM (SELECT DISTINCT i.project_key, i.sprint_id FROM issues i
          WHERE i.sprint_id IS NOT NULL AND i.project_key = ANY (ARRAY(SELECT t.project_key FROM tracked t))) used
    JOIN sprints s ON s.id = used.sprint_id
    GROUP BY used.project_key
), issue AS (
    SELECT i.*, s.board_id FROM issues i JOIN sprints s ON s.id = i.sprint_id
    WHERE i.sprint_id = ANY (sprints) AND NOT i.is_subtask
    UNION ALL
    SELECT i.*, h.board_id FROM issues i LEFT JOIN home h USING (project_key)
    WHERE i.sprint_id IS NULL AND i.project_key = ANY (ARRAY(SELECT t.project_key FROM tracked t)) AND NOT i.is_subtask
)
SELECT i.jira_issue_id, i.board_id, coalesce(
    (SELECT m.project_key FROM mapping m
     WHERE m.board_id = i.board_id AND CASE m.match
         WHEN 'key' THEN upper(m.value) = i.project_key
         WHEN 'component' THEN m.value = ANY (i.components)
         WHEN 'label' THEN m.value = ANY (i.labels)
         WHEN 'jql_field' THEN m.wanted = lower(CASE m.field
             WHEN 'issue_type' THEN i.issue_type WHEN 'priority' THEN i.priority
             WHEN 'status' THEN i.status_name WHEN 'team' THEN i.discipline_team END)
         END
     ORDER BY m.place LIMIT 1), i.project_key), i.project_workstream_id
FROM issue i
$$;

-- Step 1: a workstream for each project of a sprint or an issue that has none in use, and the issues' own.
CREATE FUNCTION braid_adopt_workstreams(boards bigint[] DEFAULT NULL, moment timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql AS
$$
DECLARE
    sprints  bigint[] := ARRAY(SELECT s.id FROM sprints s WHERE boards IS NULL OR s.board_id = ANY (boards));
    others   bigint[];
    projects bigint[];
    made     bigint;
    given    bigint;
BEGIN
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    -- In one order, so that two who make the same ones wait for each other and not in a circle.
    INSERT INTO project_workstreams (project_key, project_name, jira_board_id, jira_board_name, created_at, updated_at)
    SELECT missing.project_key, coalesce(
            (SELECT a.project_name FROM sprint_analyses a
             WHERE upper(btrim(a.project_key)) = missing.project_key AND btrim(a.project_name) <> ''
             ORDER BY a.created_at DESC, a.id DESC LIMIT 1),
            -- A board of one project is called as the project.
            (SELECT left(coalesce(nullif(btrim(s.jira_board_name), ''), b.board_name), 200)
             FROM sprints s LEFT JOIN meta_boards b USING (board_id)
             WHERE s.meta_board_type = 'single_project' AND upper(btrim(s.jira_project_key)) = missing.project_key
                 AND coalesce(nullif(btrim(s.jira_board_name), ''), b.board_name) IS NOT NULL
             ORDER BY s.start_date DESC NULLS LAST, s.id DESC LIMIT 1),
            missing.project_key),
        missing.board_id, b.board_name, moment, moment
    FROM (
        SELECT found.project_key, min(found.board_id) AS board_id
        FROM (
            SELECT upper(btrim(s.jira_project_key)) AS project_key, s.board_id FROM sprints s
            WHERE s.id = ANY (sprints) AND btrim(s.jira_project_key) <> ''
            UNION
            SELECT p.project_key, p.board_id FROM braid_issue_projects(sprints) p
        ) found
        WHERE NOT EXISTS (SELECT FROM project_workstreams w WHERE w.is_active AND upper(w.project_key) = found.project_key)
        GROUP BY found.project_key
    ) missing
    LEFT JOIN meta_boards b USING (board_id)
    ORDER BY missing.project_key
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;

    SELECT array_agg(p.jira_issue_id), array_agg(w.id) INTO others, projects
    FROM braid_issue_projects(sprints) p
    JOIN project_workstreams w ON w.is_active AND upper(w.project_key) = p.project_key
    WHERE p.project_workstream_id IS DISTINCT FROM w.id;
    UPDATE issues i SET project_workstream_id = other.project_workstream_id
    FROM unnest(others, projects) AS other (jira_issue_id, project_workstream_id)
    WHERE i.jira_issue_id = other.jira_issue_id;
    GET DIAGNOSTICS given = ROW_COUNT;
    RETURN made + given;
END
$$;

-- What was in the scope of these sprints and from when until before when, undone from what is there now, change by change: before a change
-- was what it changed from. An issue may have been in a sprint several times; whatever of it changes begins another period. Whoever
-- completes a sprint moves what is left of it at that very moment: what was in it then, was in it, for sprints change after all else.
CREATE FUNCTION braid_scope_periods(sprints bigint[]) RETURNS TABLE (
    sprint_id bigint, jira_issue_id bigint, project_workstream_id bigint, since timestamptz, until timestamptz, story_points numeric,
    status_category text, flagged boolean, is_bug boolean, is_critical boolean)
LANGUAGE sql STABLE AS
$$
WITH candidate AS MATERIALIZED (
    SELECT i.jira_issue_id, i.project_workstream_id, i.sprint_id, i.story_points, i.status_category, i.flagged, i.created_at, i.deleted_at,
        lower(i.issue_type) = 'bug' AS is_bug, i.priority = 'critical' AS is_critical
    FROM issues i
    WHERE i.sprint_id = ANY (sprints) AND NOT i.is_subtask AND i.project_workstream_id IS NOT NULL
    UNION ALL
    SELECT i.jira_issue_id, i.project_workstream_id, i.sprint_id, i.story_points, i.status_category, i.flagged, i.created_at, i.deleted_at,
        lower(i.issue_type) = 'bug', i.priority = 'critical'
    FROM (SELECT DISTINCT c.jira_issue_id FROM issue_changes c WHERE c.field = 'sprint' AND c.from_value = ANY (sprints::text[])) c
    CROSS JOIN LATERAL (SELECT * FROM issues i WHERE i.jira_issue_id = c.jira_issue_id LIMIT 1) i
    WHERE coalesce(i.sprint_id <> ALL (sprints), true) AND NOT i.is_subtask AND i.project_workstream_id IS NOT NULL
), moment AS (
    SELECT c.jira_issue_id, timestamptz 'infinity' AS at, NULL::bigint AS history, NULL::bigint AS id,
        coalesce(c.sprint_id::text, '') AS sprint, coalesce(c.story_points::text, '') AS points,
        c.status_category AS category, c.flagged::text AS flagged
    FROM candidate c
    UNION ALL
    SELECT c.jira_issue_id, CASE e.field WHEN 'sprint' THEN e.changed_at + interval '1 microsecond' ELSE e.changed_at END,
        e.jira_history_id, e.id,
        CASE e.field WHEN 'sprint' THEN coalesce(e.from_value, '') END,
        CASE e.field WHEN 'story_points' THEN coalesce(e.from_value, '') END,
        CASE e.field WHEN 'status' THEN coalesce(e.from_value, 'new') END,
        CASE e.field WHEN 'flagged' THEN coalesce(e.from_value, 'false') END
    FROM candidate c JOIN issue_changes e USING (jira_issue_id)
    WHERE e.field IN ('sprint', 'story_points', 'status', 'flagged')
), version AS (
    SELECT m.jira_issue_id, lead(m.at) OVER backwards AS since, m.at AS until,
        braid_last_known(m.sprint) OVER backwards AS sprint, braid_last_known(m.points) OVER backwards AS points,
        braid_last_known(m.category) OVER backwards AS category, braid_last_known(m.flagged) OVER backwards AS flagged
    FROM moment m
    WINDOW backwards AS (PARTITION BY m.jira_issue_id ORDER BY m.at DESC, m.history DESC, m.id DESC ROWS UNBOUNDED PRECEDING)
)
SELECT v.sprint::bigint, v.jira_issue_id, c.project_workstream_id, greatest(c.created_at, v.since), least(v.until, c.deleted_at),
    nullif(v.points, '')::numeric, v.category, v.flagged = 'true', c.is_bug, c.is_critical
FROM version v JOIN candidate c USING (jira_issue_id)
WHERE v.sprint = ANY (sprints::text[]) AND greatest(c.created_at, v.since) < least(v.until, c.deleted_at)
$$;

-- Which of these sprints have or had issues; of the others a velocity analysis is all that is known.
CREATE FUNCTION braid_sprints_with_issues(sprints bigint[]) RETURNS TABLE (sprint_id bigint) LANGUAGE sql STABLE AS
$$
SELECT i.sprint_id FROM issues i WHERE i.sprint_id = ANY (sprints)
UNION
SELECT c.from_value::bigint FROM issue_changes c WHERE c.field = 'sprint' AND c.from_value = ANY (sprints::text[])
$$;

-- What velocity analyses say of these sprints' projects: of each the newest that says how much was delivered.
CREATE FUNCTION braid_recorded_velocities(sprints bigint[]) RETURNS TABLE (
    sprint_id bigint, project_key text, committed numeric, added numeric, removed numeric, delivered numeric)
LANGUAGE sql STABLE AS
$$
SELECT DISTINCT ON (told.sprint_id, told.project_key) told.sprint_id, told.project_key, told.committed, told.added, told.removed, told.delivered
FROM (
    SELECT said.sprint_id, said.project_key, said.place, said.created_at, said.id,
        number.committed, number.added, number.removed, number.delivered
    FROM (
        SELECT a.sprint_id, upper(btrim(coalesce(a.project_key, s.jira_project_key))) AS project_key, a.result,
            CASE WHEN a.project_key IS NULL THEN 2 ELSE 0 END AS place, a.created_at, a.id
        FROM sprint_analyses a JOIN sprints s ON s.id = a.sprint_id
        WHERE a.sprint_id = ANY (sprints) AND a.analysis_type = 'velocity'
        UNION ALL
        SELECT a.sprint_id, upper(btrim(b.key)), b.value, 1, a.created_at, a.id
        FROM sprint_analyses a
        CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(a.project_breakdown) WHEN 'object' THEN a.project_breakdown ELSE '{}' END) b
        WHERE a.sprint_id = ANY (sprints) AND a.analysis_type = 'velocity'
    ) said
    CROSS JOIN LATERAL (
        SELECT max(v.amount) FILTER (WHERE v.key = 'committed_at_start') AS committed, max(v.amount) FILTER (WHERE v.key = 'added') AS added,
            max(v.amount) FILTER (WHERE v.key = 'removed') AS removed, max(v.amount) FILTER (WHERE v.key = 'delivered') AS delivered
        FROM (
            SELECT e.key, greatest(round((e.value #>> '{}')::numeric, 2), 0) AS amount
            FROM jsonb_each(CASE jsonb_typeof(said.result) WHEN 'object' THEN said.result ELSE '{}' END) e
            WHERE jsonb_typeof(e.value) = 'number' AND e.key IN ('committed_at_start', 'added', 'removed', 'delivered')
        ) v
    ) number
) told
WHERE told.delivered IS NOT NULL AND told.project_key <> ''
ORDER BY told.sprint_id, told.project_key, told.place, told.created_at DESC, told.id DESC
$$;

-- Which projects take part in these sprints: whose issues are in them, or were once they were planned, and the ones that they are of.
CREATE FUNCTION braid_participants(sprints bigint[]) RETURNS TABLE (sprint_id bigint, project_workstream_id bigint) LANGUAGE sql STABLE AS
$$
SELECT i.sprint_id, i.project_workstream_id
FROM issues i JOIN sprints s ON s.id = i.sprint_id
WHERE i.sprint_id = ANY (sprints) AND NOT i.is_subtask AND i.project_workstream_id IS NOT NULL
    AND (i.deleted_at IS NULL OR i.deleted_at > braid_planned(s.start_date))
UNION
SELECT s.id, i.project_workstream_id
FROM issue_changes c JOIN sprints s ON s.id::text = c.from_value
CROSS JOIN LATERAL (SELECT * FROM issues i WHERE i.jira_issue_id = c.jira_issue_id LIMIT 1) i
WHERE c.field = 'sprint' AND c.from_value = ANY (sprints::text[]) AND c.changed_at > braid_planned(s.start_date)
    AND s.state <> 'future' AND NOT i.is_subtask AND i.project_workstream_id IS NOT NULL
UNION
SELECT s.id, w.id
FROM sprints s JOIN project_workstreams w ON w.is_active AND upper(w.project_key) = upper(btrim(s.jira_project_key))
WHERE s.id = ANY (sprints)
$$;

-- Step 2: the projects that take part, and no others: one that left before it counted has no days there, and no zeros. Whatever somebody
-- said or may spend keeps it; a priority does not, which is a place among those who take part. With what they committed to, once that is
-- known and as it is known now: issues where the sprint has any, else what a velocity analysis says. Somebody's own number stays.
CREATE FUNCTION braid_adopt_associations(boards bigint[] DEFAULT NULL, moment timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql AS
$$
DECLARE
    sprints  bigint[] := ARRAY(SELECT s.id FROM sprints s WHERE boards IS NULL OR s.board_id = ANY (boards));
    planned  bigint[] := ARRAY(SELECT s.id FROM sprints s WHERE s.id = ANY (sprints)
        AND (s.state = 'closed' OR s.state = 'active' AND braid_planned(s.start_date) <= moment));
    leaving  bigint[];
    gone     bigint := 0;
    written  bigint;
BEGIN
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    leaving := ARRAY(
        SELECT a.id FROM project_sprint_associations a
        LEFT JOIN braid_participants(sprints) p USING (sprint_id, project_workstream_id)
        WHERE a.sprint_id = ANY (sprints) AND p.sprint_id IS NULL
            AND a.created_by IS NULL AND a.association_type = 'primary' AND a.notes IS NULL AND a.is_active
            AND NOT EXISTS (SELECT FROM project_capacity_allocations c
                WHERE c.sprint_id = a.sprint_id AND c.project_workstream_id = a.project_workstream_id));
    IF leaving <> '{}' THEN
        -- Their days go with them, and step 4 begins anew: whoever keeps a day of other projects waits until all is done.
        LOCK TABLE project_sprint_metrics IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM project_sprint_associations a WHERE a.id = ANY (leaving);
        GET DIAGNOSTICS gone = ROW_COUNT;
    END IF;

    WITH participant AS MATERIALIZED (
        SELECT p.sprint_id, p.project_workstream_id FROM braid_participants(sprints) p
        UNION
        SELECT a.sprint_id, a.project_workstream_id FROM project_sprint_associations a WHERE a.sprint_id = ANY (sprints)
    ), with_issues AS MATERIALIZED (
        SELECT i.sprint_id FROM braid_sprints_with_issues(planned) i
    ), committed AS MATERIALIZED (
        SELECT i.sprint_id, i.project_workstream_id, sum(i.story_points) AS points
        FROM braid_scope_periods(planned) i JOIN sprints s ON s.id = i.sprint_id
        WHERE i.since <= braid_planned(s.start_date) AND i.until > braid_planned(s.start_date)
        GROUP BY 1, 2
    ), recorded AS MATERIALIZED (
        SELECT v.sprint_id, w.id AS project_workstream_id, v.committed AS points
        FROM braid_recorded_velocities(planned) v
        JOIN project_workstreams w ON w.is_active AND upper(w.project_key) = v.project_key
    ), expected AS (
        SELECT p.sprint_id, p.project_workstream_id, CASE WHEN p.sprint_id = ANY (planned)
            THEN CASE WHEN i.sprint_id IS NOT NULL THEN coalesce(c.points, 0) ELSE v.points END END AS points
        FROM participant p
        LEFT JOIN with_issues i USING (sprint_id)
        LEFT JOIN committed c USING (sprint_id, project_workstream_id)
        LEFT JOIN recorded v USING (sprint_id, project_workstream_id)
    )
    INSERT INTO project_sprint_associations
        (sprint_id, project_workstream_id, association_type, expected_story_points, created_at, updated_at)
    SELECT e.sprint_id, e.project_workstream_id, 'primary', e.points, moment, moment
    FROM expected e LEFT JOIN project_sprint_associations a USING (sprint_id, project_workstream_id)
    WHERE a.id IS NULL OR a.expected_story_points IS DISTINCT FROM e.points AND (a.created_by IS NULL OR a.expected_story_points IS NULL)
    ORDER BY 1, 2
    ON CONFLICT (sprint_id, project_workstream_id)
        DO UPDATE SET expected_story_points = excluded.expected_story_points, updated_at = excluded.updated_at;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN gone + written;
END
$$;

-- Step 3: the project of analyses that do not say theirs: the one of their sprint, or the only one that takes part in it. What was given is
-- noted, for the way back.
CREATE FUNCTION braid_backfill_analyses(boards bigint[] DEFAULT NULL, moment timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql AS
$$
DECLARE
    written bigint;
BEGIN
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    UPDATE sprint_analyses a SET
        project_key = coalesce(a.project_key, w.project_key),
        project_name = coalesce(a.project_name, w.project_name),
        project_backfilled = array_remove(ARRAY[
            CASE WHEN a.project_key IS NULL THEN 'project_key' END, CASE WHEN a.project_name IS NULL THEN 'project_name' END], NULL),
        project_backfilled_at = moment
    FROM sprints s
    LEFT JOIN (
        SELECT sprint_id, min(project_workstream_id) AS project_workstream_id FROM project_sprint_associations
        GROUP BY sprint_id HAVING count(*) = 1) only_one ON only_one.sprint_id = s.id,
        project_workstreams w
    WHERE s.id = a.sprint_id AND (boards IS NULL OR s.board_id = ANY (boards))
        AND (a.project_key IS NULL OR a.project_name IS NULL)
        AND w.is_active AND CASE
            WHEN a.project_key IS NOT NULL THEN upper(w.project_key) = upper(btrim(a.project_key))
            WHEN btrim(s.jira_project_key) <> '' THEN upper(w.project_key) = upper(btrim(s.jira_project_key))
            ELSE w.id = only_one.project_workstream_id END;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END
$$;

-- What each day of these sprints left of each project that takes part: at the end of the day in the board's zone, on the last day of a
-- closed sprint when it was completed, today now. Units as everywhere: points where at least 80 % of the issues are estimated, not all at
-- 0, else issues. Of a blocked issue only that it was flagged is known. Where a sprint never had issues, a velocity analysis says what
-- became of it; where there is none either, nothing is known and nothing returned.
CREATE FUNCTION braid_rebuilt_metrics(sprints bigint[], moment timestamptz) RETURNS TABLE (
    sprint_id bigint, project_workstream_id bigint, metrics_date date, is_final boolean, unit text,
    total_issues integer, completed_issues integer, in_progress_issues integer, blocked_issues integer,
    total_story_points numeric, completed_story_points numeric, in_progress_story_points numeric, completion_percentage numeric,
    velocity numeric, bug_count integer, critical_issues_count integer,
    scope_change_count integer, scope_added_points numeric, scope_removed_points numeric, captured_at timestamptz)
LANGUAGE sql STABLE AS
$$
WITH sprint AS MATERIALIZED (
    SELECT s.id AS sprint_id, z.zone, s.start_date, braid_planned(s.start_date) AS planned, s.state = 'closed' AS is_closed, h.horizon,
        (s.start_date AT TIME ZONE z.zone)::date AS first_day, (h.horizon AT TIME ZONE z.zone)::date AS last_day,
        i.sprint_id IS NOT NULL AS has_issues
    FROM sprints s
    LEFT JOIN meta_boards b USING (board_id)
    LEFT JOIN braid_sprints_with_issues(sprints) i ON i.sprint_id = s.id
    CROSS JOIN LATERAL (SELECT coalesce(b.time_zone, 'UTC') AS zone) z
    CROSS JOIN LATERAL (SELECT CASE s.state WHEN 'closed' THEN s.complete_date ELSE moment END AS horizon) h
    WHERE s.id = ANY (sprints) AND (s.state = 'closed' OR s.state = 'active' AND s.start_date <= moment)
), period AS (
    SELECT p.*, coalesce(p.story_points, 0) AS points, s.planned, s.horizon, s.zone, s.first_day,
        lag(p.until) OVER stay IS DISTINCT FROM p.since AND p.since > s.planned AS enters,
        lead(p.since) OVER stay IS DISTINCT FROM p.until AND p.until > s.planned AS leaves,
        CASE WHEN lag(p.until) OVER stay = p.since AND p.since > s.planned
            THEN coalesce(p.story_points, 0) - coalesce(lag(p.story_points) OVER stay, 0) ELSE 0 END AS growth
    FROM braid_scope_periods(sprints) p JOIN sprint s USING (sprint_id)
    WHERE p.since <= s.horizon AND p.until > s.start_date
    WINDOW stay AS (PARTITION BY p.sprint_id, p.jira_issue_id ORDER BY p.since)
), step AS (
    SELECT e.sprint_id, e.project_workstream_id, greatest((e.at AT TIME ZONE e.zone)::date, e.first_day) AS metrics_date,
        sum(e.sign) AS issues,
        sum(e.sign) FILTER (WHERE e.status_category = 'done') AS done,
        sum(e.sign) FILTER (WHERE e.status_category = 'indeterminate') AS in_progress,
        sum(e.sign) FILTER (WHERE e.flagged AND e.status_category <> 'done') AS blocked,
        sum(e.sign) FILTER (WHERE e.story_points IS NOT NULL) AS estimated,
        sum(e.sign) FILTER (WHERE e.is_bug) AS bugs,
        sum(e.sign) FILTER (WHERE e.is_critical AND e.status_category <> 'done') AS critical,
        sum(e.sign * e.points) AS points,
        sum(e.sign * e.points) FILTER (WHERE e.status_category = 'done') AS points_done,
        sum(e.sign * e.points) FILTER (WHERE e.status_category = 'indeterminate') AS points_in_progress,
        sum(e.changes) AS changes, sum(e.added) AS added, sum(e.removed) AS removed,
        sum(e.changes) FILTER (WHERE e.sign > 0 AND e.enters) AS came, sum(e.changes) FILTER (WHERE e.sign < 0) AS went
    FROM (
        SELECT p.*, p.since AS at, 1 AS sign, (p.enters OR p.growth <> 0)::integer AS changes,
            CASE WHEN p.enters THEN p.points ELSE greatest(p.growth, 0) END AS added, greatest(-p.growth, 0) AS removed
        FROM period p
        UNION ALL
        SELECT p.*, p.until, -1, p.leaves::integer, 0, CASE WHEN p.leaves THEN p.points ELSE 0 END
        FROM period p WHERE p.until <= p.horizon
    ) e
    GROUP BY 1, 2, 3
), spine AS (
    SELECT s.*, a.project_workstream_id, d.at::date AS metrics_date
    FROM sprint s
    JOIN project_sprint_associations a ON a.sprint_id = s.sprint_id AND a.is_active
    CROSS JOIN LATERAL generate_series(s.first_day::timestamp, s.last_day::timestamp, interval '1 day') AS d (at)
    WHERE s.has_issues
), state AS (
    SELECT p.sprint_id, p.project_workstream_id, p.metrics_date, p.is_closed AND p.metrics_date = p.last_day AS is_final,
        CASE WHEN p.metrics_date = p.last_day THEN p.horizon ELSE (p.metrics_date + 1)::timestamp AT TIME ZONE p.zone END AS captured_at,
        coalesce(sum(t.issues) OVER so_far, 0) AS issues, coalesce(sum(t.done) OVER so_far, 0) AS done,
        coalesce(sum(t.in_progress) OVER so_far, 0) AS in_progress, coalesce(sum(t.blocked) OVER so_far, 0) AS blocked,
        coalesce(sum(t.estimated) OVER so_far, 0) AS estimated, coalesce(sum(t.bugs) OVER so_far, 0) AS bugs,
        coalesce(sum(t.critical) OVER so_far, 0) AS critical, coalesce(sum(t.points) OVER so_far, 0) AS points,
        coalesce(sum(t.points_done) OVER so_far, 0) AS points_done,
        coalesce(sum(t.points_in_progress) OVER so_far, 0) AS points_in_progress,
        coalesce(sum(t.changes) OVER so_far, 0) AS changes, coalesce(sum(t.added) OVER so_far, 0) AS added,
        coalesce(sum(t.removed) OVER so_far, 0) AS removed, coalesce(sum(t.came) OVER so_far, 0) AS came,
        coalesce(sum(t.went) OVER so_far, 0) AS went
    FROM spine p LEFT JOIN step t USING (sprint_id, project_workstream_id, metrics_date)
    WINDOW so_far AS (PARTITION BY p.sprint_id, p.project_workstream_id ORDER BY p.metrics_date)
), measured AS (
    SELECT s.*, u.in_points, CASE WHEN u.in_points THEN s.points ELSE s.issues END AS units,
        CASE WHEN u.in_points THEN s.points_done ELSE s.done END AS units_done
    FROM state s CROSS JOIN LATERAL (SELECT s.points > 0 AND 100 * s.estimated >= 80 * s.issues AS in_points) u
)
SELECT m.sprint_id, m.project_workstream_id, m.metrics_date, m.is_final, CASE WHEN m.in_points THEN 'story_points' ELSE 'issues' END,
    m.issues::integer, m.done::integer, m.in_progress::integer, m.blocked::integer, m.points, m.points_done, m.points_in_progress,
    CASE WHEN m.units = 0 THEN 0 WHEN m.units_done = m.units THEN 100 ELSE least(round(100 * m.units_done / m.units, 2), 99.99) END,
    CASE WHEN m.is_final THEN m.units_done END, m.bugs::integer, m.critical::integer, m.changes::integer,
    CASE WHEN m.in_points THEN m.added ELSE m.came END, CASE WHEN m.in_points THEN m.removed ELSE m.went END, m.captured_at
FROM measured m
UNION ALL
SELECT s.sprint_id, w.id, s.last_day, true, 'story_points', 0, 0, 0, 0, u.total, v.delivered, 0,
    CASE WHEN u.total = 0 THEN 0 WHEN v.delivered = u.total THEN 100 ELSE least(round(100 * v.delivered / u.total, 2), 99.99) END,
    v.delivered, 0, 0, 0, coalesce(v.added, 0), coalesce(v.removed, 0), s.horizon
FROM sprint s
JOIN braid_recorded_velocities(sprints) v USING (sprint_id)
JOIN project_workstreams w ON w.is_active AND upper(w.project_key) = v.project_key
JOIN project_sprint_associations a ON a.sprint_id = s.sprint_id AND a.project_workstream_id = w.id AND a.is_active
CROSS JOIN LATERAL (
    SELECT greatest(coalesce(v.committed, 0) + coalesce(v.added, 0) - coalesce(v.removed, 0), v.delivered) AS total) u
WHERE s.is_closed AND NOT s.has_issues
$$;

-- Step 4: snapshots of all days that went by without one, the results of closed sprints, and what these delivered. A result is of its
-- issues whatever became of them since; days are left as a snapshot saw them that also judged the project's health.
CREATE FUNCTION braid_adopt_metrics(boards bigint[] DEFAULT NULL, moment timestamptz DEFAULT now()) RETURNS bigint
LANGUAGE plpgsql AS
$$
DECLARE
    sprints bigint[] := ARRAY(SELECT s.id FROM sprints s WHERE (boards IS NULL OR s.board_id = ANY (boards)) AND s.state <> 'future');
    gone    bigint;
    written bigint;
    summed  bigint;
BEGIN
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    -- Results of a day that the sprint is no longer said to have been completed on.
    DELETE FROM project_sprint_metrics m USING sprints s LEFT JOIN meta_boards b USING (board_id)
    WHERE m.sprint_id = ANY (sprints) AND m.is_final AND s.id = m.sprint_id
        AND (s.state <> 'closed' OR m.metrics_date <> (s.complete_date AT TIME ZONE coalesce(b.time_zone, 'UTC'))::date);
    GET DIAGNOSTICS gone = ROW_COUNT;

    INSERT INTO project_sprint_metrics AS m (
        sprint_id, project_workstream_id, metrics_date, is_final, unit, total_issues, completed_issues, in_progress_issues, blocked_issues,
        total_story_points, completed_story_points, in_progress_story_points, completion_percentage, velocity, bug_count,
        critical_issues_count, scope_change_count, scope_added_points, scope_removed_points, captured_at)
    SELECT * FROM braid_rebuilt_metrics(sprints, moment)
    -- As daily snapshots do: whoever comes second waits for the other, and neither for ever.
    ORDER BY sprint_id, project_workstream_id, metrics_date
    ON CONFLICT (sprint_id, project_workstream_id, metrics_date) DO UPDATE SET
        is_final = excluded.is_final, unit = excluded.unit, total_issues = excluded.total_issues,
        completed_issues = excluded.completed_issues, in_progress_issues = excluded.in_progress_issues,
        blocked_issues = excluded.blocked_issues, total_story_points = excluded.total_story_points,
        completed_story_points = excluded.completed_story_points, in_progress_story_points = excluded.in_progress_story_points,
        completion_percentage = excluded.completion_percentage, velocity = excluded.velocity, bug_count = excluded.bug_count,
        critical_issues_count = excluded.critical_issues_count, scope_change_count = excluded.scope_change_count,
        scope_added_points = excluded.scope_added_points, scope_removed_points = excluded.scope_removed_points,
        captured_at = excluded.captured_at
    WHERE (excluded.is_final OR m.health_status IS NULL)
        AND (m.is_final, m.unit, m.total_issues, m.completed_issues, m.in_progress_issues, m.blocked_issues, m.total_story_points,
            m.completed_story_points, m.in_progress_story_points, m.completion_percentage, m.velocity, m.bug_count,
            m.critical_issues_count, m.scope_change_count, m.scope_added_points, m.scope_removed_points)
        IS DISTINCT FROM (excluded.is_final, excluded.unit, excluded.total_issues, excluded.completed_issues, excluded.in_progress_issues,
            excluded.blocked_issues, excluded.total_story_points, excluded.completed_story_points, excluded.in_progress_story_points,
            excluded.completion_percentage, excluded.velocity, excluded.bug_count, excluded.critical_issues_count,
            excluded.scope_change_count, excluded.scope_added_points, excluded.scope_removed_points);
    GET DIAGNOSTICS written = ROW_COUNT;

    UPDATE project_sprint_associations a SET actual_story_points = m.completed_story_points, updated_at = moment
    FROM project_sprint_metrics m
    WHERE m.sprint_id = ANY (sprints) AND m.is_final
        AND a.sprint_id = m.sprint_id AND a.project_workstream_id = m.project_workstream_id
        AND a.actual_story_points IS DISTINCT FROM m.completed_story_points;
    GET DIAGNOSTICS summed = ROW_COUNT;
    RETURN gone + written + summed;
END
$$;
