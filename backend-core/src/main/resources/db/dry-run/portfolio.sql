-- How many rows each step of adopting the portfolio (V10 to V13) would write. Writes nothing. For a database at version 8, which does not
-- yet have the functions of V9.1: their rules stand here once more, without the numbers themselves, and a test holds the two together.
--
--     psql -X -d DATABASE -f portfolio.sql

WITH mapping AS MATERIALIZED (
    SELECT b.board_id, m.place, upper(btrim(m.entry ->> 'project_key')) AS project_key,
        m.entry ->> 'match' AS match, btrim(m.entry ->> 'value') AS value,
        lower(btrim(split_part(m.entry ->> 'value', '=', 1))) AS field,
        lower(btrim(substr(m.entry ->> 'value', strpos(m.entry ->> 'value', '=') + 1))) AS wanted
    FROM meta_boards b CROSS JOIN LATERAL jsonb_array_elements(b.project_mappings) WITH ORDINALITY AS m (entry, place)
    WHERE length(btrim(m.entry ->> 'project_key')) BETWEEN 1 AND 50
), left_sprint AS MATERIALIZED (
    SELECT c.jira_issue_id, s.id AS sprint_id, c.changed_at FROM issue_changes c JOIN sprints s ON s.id::text = c.from_value
    WHERE c.field = 'sprint'
), home AS (
    SELECT i.project_key, min(s.board_id) AS board_id
    FROM (SELECT i.project_key, i.sprint_id FROM issues i WHERE i.sprint_id IS NOT NULL
          UNION
          SELECT i.project_key, NULL FROM issues i WHERE i.jira_issue_id IN (SELECT jira_issue_id FROM left_sprint)) i
    LEFT JOIN sprints s ON s.id = i.sprint_id
    GROUP BY i.project_key
), issue AS MATERIALIZED (
    SELECT i.jira_issue_id, i.sprint_id, i.deleted_at, coalesce(
        (SELECT m.project_key FROM mapping m
         WHERE m.board_id = coalesce(s.board_id, h.board_id) AND CASE m.match
             WHEN 'key' THEN upper(m.value) = i.project_key
             WHEN 'component' THEN m.value = ANY (i.components)
             WHEN 'label' THEN m.value = ANY (i.labels)
             WHEN 'jql_field' THEN m.wanted = lower(CASE m.field
                 WHEN 'issue_type' THEN i.issue_type WHEN 'priority' THEN i.priority
                 WHEN 'status' THEN i.status_name WHEN 'team' THEN i.discipline_team END)
             END
         ORDER BY m.place LIMIT 1), i.project_key) AS project_key
    FROM issues i LEFT JOIN sprints s ON s.id = i.sprint_id LEFT JOIN home h USING (project_key)
    WHERE NOT i.is_subtask AND (i.sprint_id IS NOT NULL OR h.project_key IS NOT NULL)
), sprint AS MATERIALIZED (
    SELECT s.id AS sprint_id, s.state, nullif(upper(btrim(s.jira_project_key)), '') AS project_key, s.start_date,
        s.start_date + interval '60 minutes' AS planned,
        s.state = 'closed' OR s.state = 'active' AND s.start_date <= now() AS has_days,
        (CASE s.state WHEN 'closed' THEN s.complete_date ELSE now() END AT TIME ZONE z.zone)::date
            - (s.start_date AT TIME ZONE z.zone)::date + 1 AS days,
        s.id IN (SELECT i.sprint_id FROM issues i WHERE i.sprint_id IS NOT NULL UNION ALL SELECT l.sprint_id FROM left_sprint l) AS has_issues
    FROM sprints s LEFT JOIN meta_boards b USING (board_id) CROSS JOIN LATERAL (SELECT coalesce(b.time_zone, 'UTC') AS zone) z
), workstream AS MATERIALIZED (
    SELECT project_key FROM sprint WHERE project_key IS NOT NULL UNION SELECT project_key FROM issue
), participant AS MATERIALIZED (
    SELECT i.sprint_id, i.project_key FROM issue i JOIN sprint s USING (sprint_id) WHERE i.deleted_at IS NULL OR i.deleted_at > s.planned
    UNION
    SELECT l.sprint_id, i.project_key FROM left_sprint l JOIN sprint s USING (sprint_id) JOIN issue i USING (jira_issue_id)
    WHERE s.state <> 'future' AND l.changed_at > s.planned
    UNION
    SELECT sprint_id, project_key FROM sprint WHERE project_key IS NOT NULL
), analysis AS (
    SELECT coalesce(upper(btrim(a.project_key)), s.project_key, only_one.project_key) AS project_key
    FROM sprint_analyses a JOIN sprint s USING (sprint_id)
    LEFT JOIN (SELECT sprint_id, min(project_key) AS project_key FROM participant GROUP BY sprint_id HAVING count(*) = 1) only_one
        USING (sprint_id)
    WHERE a.project_key IS NULL OR a.project_name IS NULL
), velocity AS (
    SELECT told.sprint_id, told.project_key
    FROM (
        SELECT a.sprint_id, coalesce(upper(btrim(a.project_key)), s.project_key) AS project_key, a.result
        FROM sprint_analyses a JOIN sprint s USING (sprint_id) WHERE a.analysis_type = 'velocity'
        UNION ALL
        SELECT a.sprint_id, upper(btrim(b.key)), b.value
        FROM sprint_analyses a
        CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(a.project_breakdown) WHEN 'object' THEN a.project_breakdown ELSE '{}' END) b
        WHERE a.analysis_type = 'velocity'
    ) told
    WHERE jsonb_typeof(told.result) = 'object' AND jsonb_typeof(told.result -> 'delivered') = 'number'
), result AS MATERIALIZED (
    SELECT p.sprint_id, p.project_key, s.has_issues, s.state = 'closed' AS is_final, CASE WHEN s.has_issues THEN s.days ELSE 1 END AS days
    FROM participant p JOIN sprint s USING (sprint_id)
    WHERE s.has_days AND (s.has_issues OR s.state = 'closed' AND (p.sprint_id, p.project_key) IN (SELECT sprint_id, project_key FROM velocity))
)
SELECT 1 AS step, 'project_workstreams' AS what, count(*) AS rows FROM workstream
UNION ALL SELECT 1, 'issues: their project', count(*) FROM issue
UNION ALL SELECT 2, 'project_sprint_associations', count(*) FROM participant
UNION ALL SELECT 3, 'sprint_analyses: their project', count(*) FROM analysis WHERE project_key IN (SELECT project_key FROM workstream)
UNION ALL SELECT 4, 'project_sprint_metrics', coalesce(sum(days), 0) FROM result
UNION ALL SELECT 4, 'project_sprint_associations: what was delivered', count(*) FROM result WHERE is_final
ORDER BY step, what DESC;
