-- Tasks, whom they are shared with, teams, and conversations: what a user's dashboard counts.

CREATE TABLE teams (
    id          uuid PRIMARY KEY,
    name        varchar(100) NOT NULL UNIQUE CHECK (btrim(name) <> ''),
    owner_id    varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    description varchar(500),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE INDEX teams_owner ON teams (owner_id);

CREATE TABLE team_members (
    id        uuid PRIMARY KEY,
    team_id   uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    user_id   varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    role      text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    joined_at timestamptz NOT NULL,
    CONSTRAINT uq_team_user UNIQUE (team_id, user_id)
);

CREATE INDEX team_members_user ON team_members (user_id);
CREATE INDEX team_members_role ON team_members (role);
CREATE UNIQUE INDEX team_members_one_owner ON team_members (team_id) WHERE role = 'owner';

CREATE TABLE tasks (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    team_id      uuid REFERENCES teams ON DELETE SET NULL,
    title        varchar(200) NOT NULL CHECK (btrim(title) <> ''),
    description  varchar(1000),
    completed    boolean NOT NULL DEFAULT false,
    completed_at timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CHECK (completed = (completed_at IS NOT NULL))
);

-- All that is counted of a user's tasks, and all that the policies below look at: the numbers are read from the index alone.
CREATE INDEX tasks_user_created ON tasks (user_id, created_at) INCLUDE (completed_at, id, team_id);
CREATE INDEX tasks_user_completed ON tasks (user_id, completed_at) WHERE completed;
CREATE INDEX tasks_user_pending ON tasks (user_id) WHERE NOT completed;
-- A team's tasks in their order, as a member lists them.
CREATE INDEX tasks_team ON tasks (team_id, created_at) INCLUDE (completed_at, id, user_id) WHERE team_id IS NOT NULL;

CREATE TABLE task_shares (
    id                  uuid PRIMARY KEY,
    task_id             bigint NOT NULL REFERENCES tasks ON DELETE CASCADE,
    shared_with_user_id varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    shared_by_user_id   varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    permission          text NOT NULL CHECK (permission IN ('view', 'edit')),
    shared_at           timestamptz NOT NULL,
    CONSTRAINT uq_task_share UNIQUE (task_id, shared_with_user_id),
    CHECK (shared_with_user_id <> shared_by_user_id)
);

CREATE INDEX task_shares_task ON task_shares (task_id);
-- As for tasks: what was shared with a user is counted from the index alone.
CREATE INDEX task_shares_with ON task_shares (shared_with_user_id) INCLUDE (permission, task_id, shared_by_user_id);
CREATE INDEX task_shares_by ON task_shares (shared_by_user_id);

CREATE TABLE conversations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX conversations_user ON conversations (user_id);
CREATE INDEX conversations_user_updated ON conversations (user_id, updated_at DESC);

CREATE TABLE messages (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    user_id         varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    role            text NOT NULL CHECK (role IN ('user', 'assistant')),
    content         text NOT NULL CHECK (length(content) BETWEEN 1 AND 10000),
    created_at      timestamptz NOT NULL
);

CREATE INDEX messages_conversation ON messages (conversation_id, created_at);
CREATE INDEX messages_user ON messages (user_id);

-- What the policies of one table ask of another: whatever the caller may see of it. Policies that asked through policies would ask in
-- circles. What the functions set holds only within them, and ends with the transaction if they fail; not by a SET clause, which takes a
-- superuser for a setting that PostgreSQL does not know. They answer whoever asks about anybody: statements are the service's own
-- (docs/decisions/0007).

CREATE FUNCTION braid_team_role(team uuid, member text) RETURNS text LANGUAGE plpgsql STABLE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer text;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (
        SELECT CASE WHEN t.owner_id = member THEN 'owner' ELSE m.role END
        FROM teams t LEFT JOIN team_members m ON m.team_id = t.id AND m.user_id = member WHERE t.id = team);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

CREATE FUNCTION braid_teams_of(member text) RETURNS uuid[] LANGUAGE plpgsql STABLE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer uuid[];
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (SELECT array_agg(team_id) FROM team_members WHERE user_id = member);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- Whoever changes who is in a team, or ends it, holds its row until the transaction ends: also one who only leaves, whom the policies of
-- teams let change nothing there, and so lock nothing. Null if there is no such team.
CREATE FUNCTION braid_lock_team(team uuid) RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer boolean;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (SELECT true FROM teams WHERE id = team FOR UPDATE);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- The team that the task is in before the statement that asks changes it. Volatile: of what is committed when the row is at hand, not of
-- what was when the statement began, and waited for the row.
CREATE FUNCTION braid_team_of(task bigint) RETURNS uuid LANGUAGE plpgsql VOLATILE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer uuid;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (SELECT team_id FROM tasks WHERE id = task);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- Whether everything about the task is the user's to decide: it is theirs, or their team's.
CREATE FUNCTION braid_manages_task(task bigint, manager text) RETURNS boolean LANGUAGE plpgsql STABLE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer boolean;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := EXISTS (SELECT FROM tasks t WHERE t.id = task
        AND (t.user_id = manager OR braid_team_role(t.team_id, manager) IN ('owner', 'admin')));
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- Who may read the task: its owner, whom it is shared with, the members of its team.
CREATE FUNCTION braid_task_readers(task bigint) RETURNS text[] LANGUAGE plpgsql STABLE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer text[];
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (
        SELECT coalesce(array_agg(reader ORDER BY reader), '{}') FROM (
            SELECT user_id::text AS reader FROM tasks WHERE id = task
            UNION SELECT shared_with_user_id FROM task_shares WHERE task_id = task
            UNION SELECT m.user_id FROM tasks t JOIN team_members m USING (team_id) WHERE t.id = task) readers);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- Whoever changes a task or its shares holds the task's row, so that changes and what is told of them have one order; also who may not
-- change the row itself, as whom it is shared with and who no longer wants it.
CREATE FUNCTION braid_lock_task(task bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer boolean;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (SELECT true FROM tasks WHERE id = task FOR UPDATE);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

-- Whoever puts a task into a team keeps the team there meanwhile.
CREATE FUNCTION braid_keep_team(team uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
$$
DECLARE
    caller_kind text := braid_caller_kind();
    answer boolean;
BEGIN
    PERFORM set_config('braid.caller_kind', 'SYSTEM', true);
    answer := (SELECT true FROM teams WHERE id = team FOR KEY SHARE);
    PERFORM set_config('braid.caller_kind', caller_kind, true);
    RETURN answer;
END
$$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['teams', 'team_members', 'tasks', 'task_shares', 'conversations', 'messages'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    END LOOP;
END
$$;

-- Functions stand in subqueries, so that each is called once for a statement and not for each row, wherever they can.

CREATE POLICY readable ON teams FOR SELECT USING (owner_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) IN ('SERVICE', 'SYSTEM')
    OR id IN (SELECT m.team_id FROM team_members m WHERE m.user_id = (SELECT braid_own_id())));
CREATE POLICY insertable ON teams FOR INSERT WITH CHECK (owner_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM');
CREATE POLICY changeable ON teams FOR UPDATE USING (owner_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM'
    OR braid_team_role(id, (SELECT braid_own_id())) = 'admin');
CREATE POLICY deletable ON teams FOR DELETE USING (owner_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM');

CREATE POLICY readable ON team_members FOR SELECT USING (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) IN ('SERVICE', 'SYSTEM')
    OR team_id = ANY ((SELECT braid_teams_of((SELECT braid_own_id())))::uuid[]));
-- An owner decides who is what but the owner, and is that alone; an admin decides who is a member and who a viewer.
CREATE POLICY insertable ON team_members FOR INSERT WITH CHECK ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR CASE braid_team_role(team_id, (SELECT braid_own_id()))
        WHEN 'owner' THEN (role = 'owner') = (user_id = (SELECT braid_own_id()))
        WHEN 'admin' THEN role IN ('member', 'viewer') ELSE false END);
-- Of the row as it is and as it will be.
CREATE POLICY changeable ON team_members FOR UPDATE USING ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR CASE braid_team_role(team_id, (SELECT braid_own_id()))
        WHEN 'owner' THEN role <> 'owner' WHEN 'admin' THEN role IN ('member', 'viewer') ELSE false END);
-- Whoever is not the owner may leave.
CREATE POLICY deletable ON team_members FOR DELETE USING ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR role <> 'owner' AND (user_id = (SELECT braid_own_id())
        OR CASE braid_team_role(team_id, (SELECT braid_own_id()))
            WHEN 'owner' THEN true WHEN 'admin' THEN role IN ('member', 'viewer') ELSE false END));

CREATE POLICY readable ON tasks FOR SELECT USING (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) IN ('SERVICE', 'SYSTEM')
    OR id IN (SELECT s.task_id FROM task_shares s WHERE s.shared_with_user_id = (SELECT braid_own_id()))
    OR team_id IN (SELECT m.team_id FROM team_members m WHERE m.user_id = (SELECT braid_own_id())));
CREATE POLICY insertable ON tasks FOR INSERT WITH CHECK ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR user_id = (SELECT braid_own_id()) AND (team_id IS NULL
        OR braid_team_role(team_id, (SELECT braid_own_id())) IN ('owner', 'admin', 'member')));
CREATE POLICY changeable ON tasks FOR UPDATE USING (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM'
    OR id IN (SELECT s.task_id FROM task_shares s
        WHERE s.shared_with_user_id = (SELECT braid_own_id()) AND s.permission = 'edit')
    OR team_id IN (SELECT m.team_id FROM team_members m
        WHERE m.user_id = (SELECT braid_own_id()) AND m.role IN ('owner', 'admin', 'member')))
    -- Only its owner moves a task to another team.
    WITH CHECK ((SELECT braid_caller_kind()) = 'SYSTEM'
        OR team_id IS NOT DISTINCT FROM braid_team_of(id)
        OR user_id = (SELECT braid_own_id()) AND (team_id IS NULL
            OR braid_team_role(team_id, (SELECT braid_own_id())) IN ('owner', 'admin', 'member')));
CREATE POLICY deletable ON tasks FOR DELETE USING (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM'
    OR team_id IN (SELECT m.team_id FROM team_members m
        WHERE m.user_id = (SELECT braid_own_id()) AND m.role IN ('owner', 'admin')));

CREATE POLICY readable ON task_shares FOR SELECT USING (shared_with_user_id = (SELECT braid_own_id())
    OR shared_by_user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) IN ('SERVICE', 'SYSTEM')
    OR braid_manages_task(task_id, (SELECT braid_own_id())));
CREATE POLICY insertable ON task_shares FOR INSERT WITH CHECK ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR shared_by_user_id = (SELECT braid_own_id()) AND braid_manages_task(task_id, (SELECT braid_own_id())));
CREATE POLICY changeable ON task_shares FOR UPDATE USING ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR braid_manages_task(task_id, (SELECT braid_own_id())));
CREATE POLICY deletable ON task_shares FOR DELETE USING (shared_with_user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM'
    OR braid_manages_task(task_id, (SELECT braid_own_id())));

DO $$
DECLARE
    t text;
    own text := 'user_id = (SELECT braid_own_id())';
BEGIN
    FOREACH t IN ARRAY ARRAY['conversations', 'messages'] LOOP
        EXECUTE format('CREATE POLICY readable ON %I FOR SELECT USING (%s OR (SELECT braid_caller_kind()) IN (''SERVICE'', ''SYSTEM''))',
            t, own);
        EXECUTE format('CREATE POLICY deletable ON %I FOR DELETE USING (%s OR (SELECT braid_caller_kind()) = ''SYSTEM'')', t, own);
    END LOOP;
END
$$;

-- Messages are never changed.
CREATE POLICY changeable ON conversations FOR UPDATE USING (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM');
CREATE POLICY insertable ON conversations FOR INSERT WITH CHECK (user_id = (SELECT braid_own_id())
    OR (SELECT braid_caller_kind()) = 'SYSTEM');
CREATE POLICY insertable ON messages FOR INSERT WITH CHECK ((SELECT braid_caller_kind()) = 'SYSTEM'
    OR user_id = (SELECT braid_own_id()) AND conversation_id IN (
        SELECT c.id FROM conversations c WHERE c.user_id = (SELECT braid_own_id())));

-- Whose something is never changes, nor what it belongs to.
GRANT SELECT, INSERT, DELETE ON teams, team_members, tasks, task_shares, conversations, messages TO braid_app;
GRANT UPDATE (name, description, updated_at) ON teams TO braid_app;
GRANT UPDATE (role) ON team_members TO braid_app;
GRANT UPDATE (team_id, title, description, completed, completed_at, updated_at) ON tasks TO braid_app;
GRANT UPDATE (permission) ON task_shares TO braid_app;
GRANT UPDATE (updated_at) ON conversations TO braid_app;
