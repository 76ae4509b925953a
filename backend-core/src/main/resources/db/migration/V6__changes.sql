-- What changed, told to whoever shows it (transactional outbox): written in the transaction of the change itself, so that there is an event
-- exactly when there is a change; numbered and told once it is committed.

CREATE TABLE change_events (
    -- The order of writing: within an aggregate also that of the changes, for whoever changes one holds its row.
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The order of telling, without gaps; null: not yet numbered.
    seq        bigint UNIQUE CHECK (seq > 0),
    -- Of the process that wrote it.
    publisher  uuid NOT NULL,
    event_type text NOT NULL CHECK (event_type ~ '^[a-z]+(_[a-z]+)*$' AND length(event_type) <= 64),
    -- What changed: task:42.
    aggregate  text NOT NULL CHECK (length(aggregate) BETWEEN 1 AND 200),
    at         timestamptz NOT NULL,
    -- As it was written: it is passed on unread.
    data       json NOT NULL CHECK (json_typeof(data) = 'object'),
    -- Users who may read it, if they have the permission as well; null: everyone who has.
    audience   text[],
    permission text NOT NULL,
    -- What caches must forget.
    tags       text[] NOT NULL
);

CREATE INDEX change_events_unnumbered ON change_events (id) WHERE seq IS NULL;
CREATE INDEX change_events_at ON change_events (at);

-- One row. Whoever numbers events holds it until the numbers are committed: they become visible in their order.
CREATE TABLE change_sequence (
    last bigint NOT NULL CHECK (last >= 0)
);

CREATE UNIQUE INDEX change_sequence_one ON change_sequence ((true));
INSERT INTO change_sequence (last) VALUES (0);

-- Numbers what was committed, at most so many; how many. The row is taken by a statement of its own: what the next one sees, it sees after
-- whoever held the row before has committed. All in one call, so that nobody can hold the row and be gone.
CREATE FUNCTION braid_number_changes(most integer) RETURNS integer LANGUAGE plpgsql AS
$$
DECLARE
    before  bigint;
    written integer;
BEGIN
    SELECT last INTO STRICT before FROM change_sequence FOR UPDATE;
    UPDATE change_events e SET seq = before + waiting.place
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM change_events WHERE seq IS NULL ORDER BY id LIMIT most) AS waiting
    WHERE e.id = waiting.id;
    GET DIAGNOSTICS written = ROW_COUNT;
    UPDATE change_sequence SET last = before + written;
    RETURN written;
END
$$;

-- Delivered when the change is committed.
CREATE FUNCTION change_events_notify() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    NOTIFY braid_changes;
    RETURN NULL;
END
$$;

CREATE TRIGGER change_events_written AFTER INSERT ON change_events FOR EACH STATEMENT EXECUTE FUNCTION change_events_notify();

-- Whoever changes something may say so; only the service itself reads what was said.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['change_events', 'change_sequence'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY of_the_service ON %I USING ((SELECT braid_caller_kind()) = ''SYSTEM'')', t);
    END LOOP;
END
$$;

CREATE POLICY said_by_whoever_writes ON change_events FOR INSERT WITH CHECK ((SELECT braid_caller_kind()) IN ('USER', 'SYSTEM'));

GRANT SELECT, INSERT, DELETE ON change_events TO braid_app;
GRANT UPDATE (seq) ON change_events TO braid_app;
GRANT SELECT ON change_sequence TO braid_app;
GRANT UPDATE (last) ON change_sequence TO braid_app;
