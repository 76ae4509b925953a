-- The projects of a board: what they are, which sprints they take part in, and how each day of a sprint left them.

CREATE TABLE project_workstreams (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_key       varchar(50) NOT NULL CHECK (btrim(project_key) <> ''),
    project_name      varchar(200) NOT NULL CHECK (btrim(project_name) <> ''),
    project_id        varchar(100),
    jira_board_id     bigint,
    jira_board_name   varchar(200),
    workstream_type   text NOT NULL DEFAULT 'standard' CHECK (workstream_type IN ('standard', 'epic', 'initiative')),
    is_active         boolean NOT NULL DEFAULT true,
    project_category  varchar(100),
    priority          text NOT NULL DEFAULT 'medium' CHECK (priority IN ('critical', 'high', 'medium', 'low')),
    project_metadata  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(project_metadata) = 'object'),
    created_by        varchar(36) REFERENCES users ON DELETE SET NULL,
    last_modified_by  varchar(36) REFERENCES users ON DELETE SET NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);

-- A key that is no longer in use may be used again.
CREATE UNIQUE INDEX project_workstreams_key ON project_workstreams (upper(project_key)) WHERE is_active;
CREATE INDEX project_workstreams_name ON project_workstreams (project_name);
CREATE INDEX project_workstreams_project ON project_workstreams (project_id);
CREATE INDEX project_workstreams_board ON project_workstreams (jira_board_id, is_active);
CREATE INDEX project_workstreams_type ON project_workstreams (is_active, workstream_type);
CREATE INDEX project_workstreams_category ON project_workstreams (project_category, is_active);

CREATE TABLE project_sprint_associations (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sprint_id             bigint NOT NULL REFERENCES sprints ON DELETE CASCADE,
    project_workstream_id bigint NOT NULL REFERENCES project_workstreams ON DELETE CASCADE,
    association_type      text NOT NULL DEFAULT 'primary' CHECK (association_type IN ('primary', 'secondary', 'dependency')),
    -- 1 is first; null where nobody said.
    project_priority      integer CHECK (project_priority > 0),
    expected_story_points numeric(12, 2) CHECK (expected_story_points >= 0),
    actual_story_points   numeric(12, 2) CHECK (actual_story_points >= 0),
    is_active             boolean NOT NULL DEFAULT true,
    notes                 text,
    created_by            varchar(36) REFERENCES users ON DELETE SET NULL,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    UNIQUE (sprint_id, project_workstream_id)
);

CREATE INDEX project_sprint_associations_sprint ON project_sprint_associations (sprint_id, association_type, is_active);
CREATE INDEX project_sprint_associations_project ON project_sprint_associations (project_workstream_id, is_active);
CREATE INDEX project_sprint_associations_priority ON project_sprint_associations (project_priority, is_active);

CREATE TABLE project_sprint_metrics (
    id                         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sprint_id                  bigint NOT NULL,
    project_workstream_id      bigint NOT NULL,
    -- In the zone of the board.
    metrics_date               date NOT NULL,
    -- The last of a closed sprint: its result, as of when it was completed.
    is_final                   boolean NOT NULL DEFAULT false,
    unit                       text NOT NULL DEFAULT 'story_points' CHECK (unit IN ('story_points', 'issues')),
    total_issues               integer NOT NULL CHECK (total_issues >= 0),
    completed_issues           integer NOT NULL CHECK (completed_issues >= 0),
    in_progress_issues         integer NOT NULL CHECK (in_progress_issues >= 0),
    blocked_issues             integer NOT NULL CHECK (blocked_issues >= 0),
    total_story_points         numeric(12, 2) NOT NULL CHECK (total_story_points >= 0),
    completed_story_points     numeric(12, 2) NOT NULL CHECK (completed_story_points >= 0),
    in_progress_story_points   numeric(12, 2) NOT NULL CHECK (in_progress_story_points >= 0),
    completion_percentage      numeric(5, 2) NOT NULL CHECK (completion_percentage BETWEEN 0 AND 100),
    velocity                   numeric(12, 2) CHECK (velocity >= 0),
    burndown_rate              numeric(12, 4),
    bug_count                  integer NOT NULL DEFAULT 0 CHECK (bug_count >= 0),
    critical_issues_count      integer NOT NULL DEFAULT 0 CHECK (critical_issues_count >= 0),
    team_allocation_percentage numeric(5, 2) CHECK (team_allocation_percentage BETWEEN 0 AND 100),
    capacity_utilization       numeric(12, 2) CHECK (capacity_utilization >= 0),
    scope_change_count         integer NOT NULL DEFAULT 0 CHECK (scope_change_count >= 0),
    scope_added_points         numeric(12, 2) NOT NULL DEFAULT 0 CHECK (scope_added_points >= 0),
    scope_removed_points       numeric(12, 2) NOT NULL DEFAULT 0 CHECK (scope_removed_points >= 0),
    issue_breakdown            jsonb,
    team_breakdown             jsonb,
    timeline_breakdown         jsonb,
    previous_velocity          numeric(12, 2),
    velocity_trend             text CHECK (velocity_trend IN ('improving', 'stable', 'declining')),
    risk_score                 numeric(5, 2) CHECK (risk_score BETWEEN 0 AND 100),
    health_status              text CHECK (health_status IN ('on_track', 'at_risk', 'behind', 'blocked')),
    captured_at                timestamptz NOT NULL,
    UNIQUE (sprint_id, project_workstream_id, metrics_date),
    FOREIGN KEY (sprint_id, project_workstream_id)
        REFERENCES project_sprint_associations (sprint_id, project_workstream_id) ON DELETE CASCADE,
    CHECK (completed_issues <= total_issues AND completed_story_points <= total_story_points),
    CHECK (in_progress_issues + completed_issues <= total_issues),
    CHECK (in_progress_story_points + completed_story_points <= total_story_points),
    CHECK (blocked_issues <= total_issues)
);

CREATE INDEX project_sprint_metrics_sprint ON project_sprint_metrics (sprint_id, metrics_date);
CREATE INDEX project_sprint_metrics_project ON project_sprint_metrics (project_workstream_id, metrics_date);
-- The history that forecasts are made of: a board's, sprint by sprint.
CREATE UNIQUE INDEX project_sprint_metrics_final ON project_sprint_metrics (sprint_id, project_workstream_id)
    INCLUDE (completed_story_points, completed_issues) WHERE is_final;

-- What a project, and of it a team, may spend in a sprint; in story points.
CREATE TABLE project_capacity_allocations (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sprint_id             bigint NOT NULL REFERENCES sprints ON DELETE CASCADE,
    project_workstream_id bigint NOT NULL REFERENCES project_workstreams ON DELETE CASCADE,
    discipline_team       varchar(100) NOT NULL CHECK (btrim(discipline_team) <> ''),
    allocated_points      numeric(10, 2) NOT NULL CHECK (allocated_points >= 0),
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    version               integer NOT NULL DEFAULT 1,
    UNIQUE (sprint_id, project_workstream_id, discipline_team)
);

-- What was forecast when a sprint began, and what became of it: how a board's forecasts are calibrated.
CREATE TABLE forecast_log (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    board_id              bigint NOT NULL,
    project_workstream_id bigint NOT NULL REFERENCES project_workstreams ON DELETE CASCADE,
    as_of                 date NOT NULL,
    -- How many sprints of the project were closed then; the next one is the first that counts.
    closed_sprints        integer NOT NULL CHECK (closed_sprints >= 0),
    unit                  text NOT NULL CHECK (unit IN ('story_points', 'issues')),
    remaining             numeric(12, 2) NOT NULL CHECK (remaining > 0),
    -- Null: beyond the horizon.
    n50                   integer CHECK (n50 > 0),
    n85                   integer CHECK (n85 > 0),
    n95                   integer CHECK (n95 > 0),
    -- The sprints it really took; null until then.
    resolved_n            integer CHECK (resolved_n > 0),
    model_version         integer NOT NULL,
    UNIQUE (board_id, project_workstream_id, as_of)
);

CREATE INDEX forecast_log_open ON forecast_log (board_id) WHERE resolved_n IS NULL;
CREATE INDEX forecast_log_project ON forecast_log (project_workstream_id);

ALTER TABLE issues ADD COLUMN project_workstream_id bigint REFERENCES project_workstreams ON DELETE SET NULL;

-- Which columns of which analyses were given their project by the migration, for its way back.
ALTER TABLE sprint_analyses
    ADD COLUMN project_backfilled_at timestamptz,
    ADD COLUMN project_backfilled text[] CHECK ((project_backfilled IS NULL) = (project_backfilled_at IS NULL));

GRANT SELECT, INSERT, UPDATE, DELETE
    ON project_workstreams, project_sprint_associations, project_sprint_metrics, project_capacity_allocations, forecast_log
    TO braid_app;
