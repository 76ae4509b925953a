-- Who may see which row. The service works as braid_app, which owns nothing; each connection says on whose behalf it is used.

-- The user's id; null when nobody is known.
CREATE FUNCTION braid_caller_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('braid.caller_id', true), '') $$;

-- ANONYMOUS sees what is nobody's, USER their own as well, SERVICE everything without writing, SYSTEM sees and writes everything.
CREATE FUNCTION braid_caller_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('braid.caller_kind', true), ''), 'ANONYMOUS') $$;

GRANT SELECT, INSERT, UPDATE, DELETE
    ON symbols, bars, datasets, runs, run_keys, run_metrics, run_equity, run_orders, run_fills, scheduled_tasks
    TO braid_app;
