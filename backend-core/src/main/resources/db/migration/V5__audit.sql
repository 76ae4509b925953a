-- What happened to the security of the service. Append-only: each event is hashed together with the hash of the one before, so that
-- whoever changes, removes or inserts one breaks the chain from there on.

CREATE TABLE security_events (
    -- Without gaps: given within the lock that appends.
    seq            bigint PRIMARY KEY CHECK (seq > 0),
    id             uuid NOT NULL UNIQUE,
    at             timestamptz NOT NULL,
    category       text NOT NULL CHECK (category IN ('authentication', 'authorization', 'data_access', 'security_violation',
                       'system_security', 'compliance')),
    type           text NOT NULL CHECK (type ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$' AND length(type) <= 64),
    outcome        text NOT NULL CHECK (outcome IN ('success', 'failure')),
    -- A user's id or service:<name>; null: nobody known.
    actor          text,
    subject        text,
    -- Of the peer whose request it was; null: nobody's.
    address        text,
    correlation_id text,
    details        jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
    prev_hash      bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    -- SHA-256 of prev_hash and the event as canonical JSON.
    hash           bytea NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE INDEX security_events_type ON security_events (category, type, seq);
CREATE INDEX security_events_actor ON security_events (actor, seq);
CREATE INDEX security_events_subject ON security_events (subject, seq);
CREATE INDEX security_events_at ON security_events (at);

-- Where the chain begins: the last event that is no longer kept. The newest counts; the first stands before the first event.
CREATE TABLE audit_anchors (
    seq     bigint PRIMARY KEY CHECK (seq >= 0),
    hash    bytea NOT NULL CHECK (octet_length(hash) = 32),
    made_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO audit_anchors (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- RFC 8785 (https://datatracker.ietf.org/doc/html/rfc8785): members sorted, no white space, only what must be escaped is. Instants
-- with all six digits of their microseconds.
CREATE FUNCTION audit_canonical(event security_events) RETURNS text
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS
$$
    SELECT '{"actor":' || coalesce(to_json(event.actor)::text, 'null')
        || ',"address":' || coalesce(to_json(event.address)::text, 'null')
        || ',"at":"' || to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","category":' || to_json(event.category)::text
        || ',"correlation_id":' || coalesce(to_json(event.correlation_id)::text, 'null')
        || ',"details":{' || coalesce((
                SELECT string_agg(to_json(key)::text || ':' || to_json(value)::text, ',' ORDER BY key COLLATE "C")
                FROM jsonb_each_text(event.details)), '')
        || '},"id":"' || event.id
        || '","outcome":' || to_json(event.outcome)::text
        || ',"seq":' || event.seq
        || ',"subject":' || coalesce(to_json(event.subject)::text, 'null')
        || ',"type":' || to_json(event.type)::text
        || '}'
$$;

-- The one way in, for callers of every kind: it runs as the owner, because who appends may not read what it is chained to. The lock is
-- held until the caller's transaction ends. Whoever waits for it longer than for a connection is told that the service is busy.
CREATE FUNCTION audit_append(at timestamptz, category text, type text, outcome text, actor text, subject text, address text,
        correlation_id text, details jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS
$$
DECLARE
    event security_events;
BEGIN
    BEGIN
        PERFORM pg_advisory_xact_lock(4150305);
    EXCEPTION WHEN lock_not_available THEN
        RAISE EXCEPTION 'audit: waited for others to append (expected: for no longer than %)', current_setting('lock_timeout')
            USING ERRCODE = 'insufficient_resources';
    END;
    SELECT ends.seq + 1, ends.hash INTO STRICT event.seq, event.prev_hash
        FROM ((SELECT e.seq, e.hash FROM security_events e ORDER BY e.seq DESC LIMIT 1)
            UNION ALL (SELECT a.seq, a.hash FROM audit_anchors a ORDER BY a.seq DESC LIMIT 1)) AS ends
        ORDER BY ends.seq DESC LIMIT 1;
    event.id := gen_random_uuid();
    event.at := at;
    event.category := category;
    event.type := type;
    event.outcome := outcome;
    event.actor := actor;
    event.subject := subject;
    event.address := address;
    event.correlation_id := correlation_id;
    event.details := details;
    event.hash := sha256(event.prev_hash || convert_to(audit_canonical(event), 'UTF8'));
    INSERT INTO security_events SELECT event.*;
END
$$;

-- Events go oldest first, as many as an anchor stands for; anything else is refused, to the owner as well.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'security_events' THEN
        IF OLD.seq <= (SELECT max(seq) FROM audit_anchors) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% of %: refused (expected: INSERT, it is append-only)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- An anchor is an event that is kept, the last of those to go, and none of those is younger than the least time that events are kept.
CREATE FUNCTION audit_check_anchor() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (SELECT FROM security_events WHERE seq = NEW.seq AND hash = NEW.hash)
        OR EXISTS (SELECT FROM security_events WHERE seq <= NEW.seq AND at > statement_timestamp() - interval '30 days') THEN
        RAISE EXCEPTION 'anchor: seq % (expected: that of an event, all up to it older than 30 days)', NEW.seq
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

-- Removes the oldest events that happened before an instant and more than 30 days ago, 10,000 at most; how many it removed. None goes
-- before one that was appended earlier.
CREATE FUNCTION audit_cut(before timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    oldest_kept timestamptz := least(before, statement_timestamp() - interval '30 days');
    cut security_events;
    removed bigint;
BEGIN
    IF braid_caller_kind() <> 'SYSTEM' THEN
        RAISE EXCEPTION 'caller: % (expected: SYSTEM)', braid_caller_kind() USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(4150305);
    SELECT oldest.seq, oldest.hash INTO cut.seq, cut.hash
        FROM (SELECT e.seq, e.hash, bool_and(e.at < oldest_kept) OVER (ORDER BY e.seq) AS passed
            FROM (SELECT * FROM security_events ORDER BY seq LIMIT 10000) AS e) AS oldest
        WHERE oldest.passed ORDER BY oldest.seq DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    INSERT INTO audit_anchors (seq, hash) VALUES (cut.seq, cut.hash);
    DELETE FROM security_events WHERE seq <= cut.seq;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

CREATE TRIGGER security_events_keep BEFORE UPDATE OR DELETE ON security_events FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER security_events_keep_all BEFORE TRUNCATE ON security_events EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchors_check BEFORE INSERT ON audit_anchors FOR EACH ROW EXECUTE FUNCTION audit_check_anchor();
CREATE TRIGGER audit_anchors_keep BEFORE UPDATE OR DELETE ON audit_anchors FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_anchors_keep_all BEFORE TRUNCATE ON audit_anchors EXECUTE FUNCTION audit_refuse();

-- Also in a session that plays replica, where triggers are silent otherwise.
ALTER TABLE security_events ENABLE ALWAYS TRIGGER security_events_keep;
ALTER TABLE security_events ENABLE ALWAYS TRIGGER security_events_keep_all;
ALTER TABLE audit_anchors ENABLE ALWAYS TRIGGER audit_anchors_check;
ALTER TABLE audit_anchors ENABLE ALWAYS TRIGGER audit_anchors_keep;
ALTER TABLE audit_anchors ENABLE ALWAYS TRIGGER audit_anchors_keep_all;

-- Not forced upon the owner, whom the functions above run as.
ALTER TABLE security_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_anchors ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_service ON security_events FOR SELECT USING ((SELECT braid_caller_kind()) = 'SYSTEM');
CREATE POLICY of_the_service ON audit_anchors FOR SELECT USING ((SELECT braid_caller_kind()) = 'SYSTEM');

GRANT SELECT ON security_events, audit_anchors TO braid_app;
REVOKE EXECUTE ON FUNCTION audit_append, audit_cut, audit_canonical FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append, audit_cut TO braid_app;
