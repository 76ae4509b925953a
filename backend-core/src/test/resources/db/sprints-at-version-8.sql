-- Three boards as version 8 knows them: one in Berlin with mappings, around the day that has 23 hours; one of a single project without
-- estimates; one of which only velocities are known.

INSERT INTO meta_boards (board_id, board_name, configuration_name, time_zone, project_mappings, created_at, updated_at) VALUES
    (10, 'Monolith', 'default', 'Europe/Berlin', '[
        {"project_key": "pay", "match": "component", "value": "payments"},
        {"project_key": "WEB", "match": "label", "value": "web"},
        {"project_key": "OPS", "match": "jql_field", "value": "team = platform"},
        {"project_key": "  ", "match": "key", "value": "MONO"},
        {"project_key": "ALL", "match": "key", "value": "mono"},
        {"project_key": "NEVER", "match": "component", "value": "payments"}]', now(), now()),
    (20, 'Solo', 'default', 'UTC', '[]', now(), now()),
    (30, 'History', 'default', 'America/New_York', '[]', now(), now());

-- 1: closed half an hour after midnight in Berlin; 2: running; 3: closed, of a single project; 4: to come; 5 to 8: without issues.
INSERT INTO sprints (id, jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, jira_project_key, jira_board_name,
    created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES
    (1, 101, 'Mono 1', 'closed', '2026-03-23T08:00:00Z', '2026-04-03T15:00:00Z', '2026-03-30T22:30:00Z', 10, NULL, NULL, now(), now()),
    (2, 102, 'Mono 2', 'active', now() - interval '50 hours', now() + interval '9 days', NULL, 10, NULL, NULL, now(), now()),
    (3, 103, 'Solo 1', 'closed', '2026-05-04T08:00:00Z', '2026-05-08T08:00:00Z', '2026-05-06T08:00:00Z', 20, 'solo', 'Solo board', now(), now()),
    (4, 104, 'Solo 2', 'future', NULL, NULL, NULL, 20, ' next ', NULL, now(), now()),
    (5, 105, 'Velocity 1', 'closed', '2026-01-05T05:00:00Z', '2026-01-19T05:00:00Z', '2026-01-19T04:59:59Z', 30, 'VEL', NULL, now(), now()),
    (6, 106, 'Velocity 2', 'closed', '2026-01-19T05:00:00Z', '2026-02-02T05:00:00Z', '2026-02-02T05:00:00Z', 30, 'VEL', NULL, now(), now()),
    (7, 107, 'Velocity 3', 'closed', '2026-02-02T05:00:00Z', '2026-02-16T05:00:00Z', '2026-02-16T05:00:00Z', 30, 'VEL', NULL, now(), now()),
    (8, 108, 'Velocity 4', 'closed', '2026-02-16T05:00:00Z', '2026-03-02T05:00:00Z', '2026-03-02T05:00:00Z', 30, '', NULL, now(), now());

INSERT INTO issues (jira_issue_id, issue_key, project_key, sprint_id, issue_type, is_subtask, status_name, status_category, priority,
    story_points, discipline_team, flagged, labels, components, created_at, updated_at, deleted_at)
VALUES
    (1, 'MONO-1', 'MONO', 1, 'Story', false, 'Done', 'done', 'medium', 5, NULL, false, '{web}', '{payments}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Carried over when the sprint was completed.
    (2, 'MONO-2', 'MONO', 2, 'Story', false, 'To Do', 'new', 'medium', 3, NULL, false, '{}', '{payments}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Came half an hour after midnight in Berlin, grew, and was done at the very end.
    (3, 'MONO-3', 'MONO', 1, 'Story', false, 'Done', 'done', 'medium', 8, NULL, false, '{web}', '{}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Left on the third day, for no sprint.
    (4, 'MONO-4', 'MONO', NULL, 'Story', false, 'To Do', 'new', 'medium', 13, 'Platform', false, '{}', '{}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Stuck.
    (5, 'MONO-5', 'MONO', 1, 'Bug', false, 'Doing', 'indeterminate', 'critical', 1, NULL, true, '{}', '{}', '2026-03-01T00:00:00Z', now(), NULL),
    (6, 'MONO-6', 'MONO', 1, 'Sub-task', true, 'Done', 'done', 'medium', 40, NULL, false, '{}', '{}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Deleted on the fourth day.
    (7, 'MONO-7', 'MONO', 1, 'Story', false, 'To Do', 'new', 'medium', 2, NULL, false, '{}', '{payments}', '2026-03-01T00:00:00Z', now(),
        '2026-03-26T00:00:00Z'),
    -- In no sprint, of a tracker's project that board 10 has; and of one that no board has.
    (8, 'MONO-8', 'MONO', NULL, 'Story', false, 'To Do', 'new', 'medium', 5, NULL, false, '{}', '{payments}', '2026-03-01T00:00:00Z', now(), NULL),
    (9, 'ELSE-1', 'ELSE', NULL, 'Story', false, 'To Do', 'new', 'medium', 5, NULL, false, '{}', '{payments}', '2026-03-01T00:00:00Z', now(), NULL),
    -- Not estimated; the last was made in the sprint.
    (11, 'SOLO-1', 'SOLO', 3, 'Story', false, 'Done', 'done', 'medium', NULL, NULL, false, '{}', '{}', '2026-05-01T00:00:00Z', now(), NULL),
    (12, 'SOLO-2', 'SOLO', 3, 'Story', false, 'To Do', 'new', 'medium', NULL, NULL, false, '{}', '{}', '2026-05-01T00:00:00Z', now(), NULL),
    (13, 'SOLO-3', 'SOLO', 3, 'Story', false, 'To Do', 'new', 'medium', NULL, NULL, false, '{}', '{}', '2026-05-05T12:00:00Z', now(), NULL);

INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id) VALUES
    (1, '2026-03-24T10:00:00Z', 'status', 'new', 'indeterminate', 1),
    (1, '2026-03-26T10:00:00Z', 'status', 'indeterminate', 'done', 2),
    -- Within the first hour: planned.
    (2, '2026-03-23T08:30:00Z', 'sprint', NULL, '1', 3),
    (2, '2026-03-30T22:30:00Z', 'sprint', '1', '2', 4),
    (3, '2026-03-28T23:30:00Z', 'sprint', NULL, '1', 5),
    (3, '2026-03-30T09:00:00Z', 'story_points', '2', '8', 6),
    (3, '2026-03-30T22:30:00Z', 'status', 'new', 'done', 7),
    (4, '2026-03-25T12:00:00Z', 'sprint', '1', NULL, 8),
    (4, '2026-03-26T12:00:00Z', 'story_points', '21', '13', 9),
    (5, '2026-03-27T08:00:00Z', 'flagged', 'false', 'true', 10),
    (5, '2026-03-27T08:00:00Z', 'assignee', NULL, 'ada', 10),
    (11, '2026-05-05T08:00:00Z', 'status', 'new', 'done', 11),
    -- After the sprint was closed: of no more interest to it.
    (11, '2026-05-20T08:00:00Z', 'story_points', NULL, NULL, 12);

INSERT INTO sprint_analyses (sprint_id, analysis_type, project_key, project_name, result, project_breakdown, created_at) VALUES
    (1, 'burndown', 'pay', 'Payments', '{}', NULL, '2026-04-01T00:00:00Z'),
    -- Of four projects: nobody can know of which.
    (1, 'capacity', NULL, NULL, '{}', NULL, '2026-04-01T00:00:00Z'),
    (2, 'capacity', NULL, 'given by hand', '{}', NULL, '2026-04-01T00:00:00Z'),
    (5, 'velocity', 'VEL', NULL, '{"committed_at_start": 10, "added": 4, "removed": 6, "delivered": 9}', NULL, '2026-02-01T00:00:00Z'),
    (6, 'velocity', NULL, NULL, '{"committed_at_start": 10, "delivered": 4}', NULL, '2026-02-03T00:00:00Z'),
    (6, 'velocity', NULL, NULL, '{"committed_at_start": 10, "delivered": 1}', NULL, '2026-02-02T00:00:00Z'),
    (7, 'velocity', NULL, NULL, '{"delivered": "unknown"}', '{"VEL": {"delivered": 3}, "GONE": {"delivered": 7}}', '2026-02-17T00:00:00Z'),
    (8, 'velocity', 'LOST', NULL, '{"delivered": 3}', NULL, '2026-03-03T00:00:00Z');
