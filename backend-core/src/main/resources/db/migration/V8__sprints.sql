-- Sprints of a tracker and their issues, as they are and as they became so. Nobody's own: whoever has the permission sees all of it.

CREATE TABLE meta_boards (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The tracker's id, and that of the paths; the importer takes those of boards that have none from meta_board_ids.
    board_id           bigint NOT NULL UNIQUE CHECK (board_id > 0),
    board_name         varchar(200) NOT NULL CHECK (btrim(board_name) <> ''),
    configuration_name varchar(100) NOT NULL CHECK (btrim(configuration_name) <> ''),
    description        text,
    is_active          boolean NOT NULL DEFAULT true,
    aggregation_rules  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(aggregation_rules) = 'object'),
    -- [{"project_key", "match": "key|component|label|jql_field", "value"}]
    project_mappings   jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(project_mappings) = 'array'),
    validation_rules   jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(validation_rules) = 'object'),
    -- Names of statuses that mean blocked, in lower case.
    blocked_statuses   text[] NOT NULL DEFAULT '{}',
    time_zone          text NOT NULL DEFAULT 'UTC',
    -- Monday is 1, Sunday 64.
    working_days       smallint NOT NULL DEFAULT 31 CHECK (working_days BETWEEN 1 AND 127),
    -- Where an imported board is from, where the tracker's id does not say it: velocity:<project>:<board>.
    source_key         text UNIQUE,
    -- When the tracker's data came last, whether or not they changed anything.
    last_synced_at     timestamptz,
    created_by         varchar(36) REFERENCES users ON DELETE SET NULL,
    last_modified_by   varchar(36) REFERENCES users ON DELETE SET NULL,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    version            integer NOT NULL DEFAULT 1
);

CREATE INDEX meta_boards_active ON meta_boards (is_active, board_id);

-- Far above what trackers count to, so that the two do not meet.
CREATE SEQUENCE meta_board_ids START 1000000000;

CREATE TABLE sprints (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jira_sprint_id    bigint UNIQUE,
    name              varchar(200) NOT NULL CHECK (btrim(name) <> ''),
    state             text NOT NULL CHECK (state IN ('future', 'active', 'closed')),
    start_date        timestamptz,
    end_date          timestamptz,
    complete_date     timestamptz,
    goal              text,
    board_id          bigint NOT NULL,
    origin_board_id   bigint,
    meta_board_type   text NOT NULL DEFAULT 'single_project' CHECK (meta_board_type IN ('single_project', 'multi_project', 'meta_board')),
    project_source    jsonb,
    jira_project_key  varchar(50),
    jira_board_name   text,
    jira_last_updated timestamptz,
    sync_status       text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('pending', 'in_progress', 'completed', 'failed', 'skipped')),
    -- Its dates were laid end to end by the importer; nobody recorded them.
    synthetic         boolean NOT NULL DEFAULT false,
    -- Where it is from, where the tracker's id does not say it: velocity:<project>:<board>:<sprint>.
    source_key        text UNIQUE,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    version           integer NOT NULL DEFAULT 1,
    CHECK (start_date <= end_date),
    CHECK (complete_date >= start_date),
    CHECK (state = 'future' OR start_date IS NOT NULL AND end_date IS NOT NULL),
    CHECK ((state = 'closed') = (complete_date IS NOT NULL))
);

CREATE INDEX sprints_board ON sprints (board_id, state);
CREATE INDEX sprints_dates ON sprints (start_date, end_date);
CREATE INDEX sprints_project ON sprints (jira_project_key);
CREATE INDEX sprints_type ON sprints (meta_board_type, board_id);
CREATE INDEX sprints_sync ON sprints (sync_status, jira_last_updated);

CREATE TABLE issues (
    jira_issue_id         bigint PRIMARY KEY,
    issue_key             varchar(80) NOT NULL UNIQUE CHECK (btrim(issue_key) <> ''),
    -- Of the tracker, in capitals; the mapping of the board decides to which workstream the issue belongs.
    project_key           varchar(50) NOT NULL CHECK (project_key = upper(project_key) AND btrim(project_key) <> ''),
    sprint_id             bigint REFERENCES sprints ON DELETE SET NULL,
    issue_type            varchar(50) NOT NULL,
    is_subtask            boolean NOT NULL DEFAULT false,
    status_name           varchar(100) NOT NULL,
    status_category       text NOT NULL CHECK (status_category IN ('new', 'indeterminate', 'done')),
    priority              text NOT NULL DEFAULT 'medium' CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    -- Null where nobody has estimated it.
    story_points          numeric(10, 2) CHECK (story_points >= 0),
    assignee_account_id   varchar(128),
    discipline_team       varchar(100),
    flagged               boolean NOT NULL DEFAULT false,
    labels                text[] NOT NULL DEFAULT '{}',
    components            text[] NOT NULL DEFAULT '{}',
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    resolved_at           timestamptz,
    deleted_at            timestamptz
);

CREATE TABLE issue_changes (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jira_issue_id   bigint NOT NULL REFERENCES issues ON DELETE CASCADE,
    changed_at      timestamptz NOT NULL,
    field           text NOT NULL CHECK (field IN ('status', 'sprint', 'story_points', 'flagged', 'assignee', 'issue_type')),
    -- status: a category; sprint: our id of the sprint; story_points: a decimal; flagged: true or false. Null: nothing.
    from_value      text,
    to_value        text,
    jira_history_id bigint NOT NULL,
    UNIQUE (jira_history_id, field)
);

CREATE INDEX issue_changes_issue ON issue_changes (jira_issue_id, changed_at);

-- Which issues were once in a sprint, and which came and went since a day.
CREATE INDEX issue_changes_from_sprint ON issue_changes (from_value, changed_at) INCLUDE (jira_issue_id, to_value) WHERE field = 'sprint';
CREATE INDEX issue_changes_to_sprint ON issue_changes (to_value, changed_at) INCLUDE (jira_issue_id, from_value) WHERE field = 'sprint';

CREATE TABLE issue_links (
    from_key  varchar(80) NOT NULL,
    to_key    varchar(80) NOT NULL,
    -- As the tracker names it: blocks, relates.
    type      varchar(50) NOT NULL,
    -- inward: from is what the other one acts upon, as in "from is blocked by to".
    direction text NOT NULL CHECK (direction IN ('inward', 'outward')),
    PRIMARY KEY (from_key, to_key, type, direction)
);

CREATE TABLE sprint_analyses (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sprint_id         bigint NOT NULL REFERENCES sprints ON DELETE CASCADE,
    analysis_type     text NOT NULL CHECK (analysis_type IN ('discipline_team', 'capacity', 'velocity', 'burndown')),
    project_key       varchar(50),
    project_name      varchar(200),
    total_issues      integer NOT NULL DEFAULT 0 CHECK (total_issues >= 0),
    total_story_points numeric(10, 2) NOT NULL DEFAULT 0 CHECK (total_story_points >= 0),
    completed_story_points numeric(10, 2) NOT NULL DEFAULT 0 CHECK (completed_story_points >= 0),
    -- Member by member what the type is about; of a velocity: committed_at_start, added, removed, delivered.
    result            jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(result) = 'object'),
    -- The same for each project: {"PAY": {…}}.
    project_breakdown jsonb,
    created_by        varchar(36) REFERENCES users ON DELETE SET NULL,
    created_at        timestamptz NOT NULL
);

CREATE INDEX sprint_analyses_type ON sprint_analyses (sprint_id, analysis_type);
CREATE INDEX sprint_analyses_of_project ON sprint_analyses (sprint_id, project_key);
CREATE INDEX sprint_analyses_project ON sprint_analyses (project_key, analysis_type);

GRANT SELECT, INSERT, UPDATE, DELETE ON meta_boards, sprints, issues, issue_changes, issue_links, sprint_analyses TO braid_app;
GRANT USAGE ON SEQUENCE meta_board_ids TO braid_app;
