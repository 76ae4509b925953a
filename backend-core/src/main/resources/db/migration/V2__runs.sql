-- Backtest runs, what they leave behind, and the queue that executes them.

CREATE TABLE runs (
    run_id        text PRIMARY KEY CHECK (run_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    origin        text NOT NULL CHECK (origin IN ('ENGINE', 'IMPORT', 'DEMO')),
    -- The user it belongs to; null: nobody's, readable by all.
    owner         text,
    dataset_id    text NOT NULL,
    symbol        text NOT NULL,
    -- Session dates, both inclusive.
    run_from      date NOT NULL,
    run_to        date NOT NULL,
    strategy_id   text NOT NULL,
    params        jsonb NOT NULL,
    seed          bigint NOT NULL,
    slippage_fees jsonb NOT NULL,
    speed         double precision NOT NULL,
    code_hash     text NOT NULL,
    -- ENGINE, DEMO: of all that decides the outcome. IMPORT: of the files it was read from.
    input_hash    text NOT NULL,
    created_at    timestamptz NOT NULL,
    status        text NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'ERROR', 'CANCELLED')),
    progress      double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    started_at    timestamptz,
    finished_at   timestamptz,
    duration_ms   bigint CHECK (duration_ms >= 0),
    error         text,
    CHECK ((owner IS NULL) = (origin <> 'ENGINE')),
    CHECK ((error IS NOT NULL) = (status = 'ERROR')),
    CHECK (run_from <= run_to)
);

-- The same inputs again are the same run, unless it came to nothing.
CREATE UNIQUE INDEX runs_input ON runs (owner, input_hash)
    WHERE owner IS NOT NULL AND status NOT IN ('CANCELLED', 'ERROR');
CREATE INDEX runs_created ON runs (created_at, run_id);
CREATE INDEX runs_strategy ON runs (strategy_id, created_at);
CREATE INDEX runs_symbol ON runs (symbol, created_at);
CREATE INDEX runs_dataset ON runs (dataset_id);

-- QUEUED → RUNNING → DONE | ERROR, QUEUED | RUNNING → CANCELLED; a terminal state is for ever. RUNNING again: taken up by another
-- process; ERROR while QUEUED: given up before it began.
CREATE FUNCTION runs_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'QUEUED' AND NEW.status IN ('RUNNING', 'CANCELLED', 'ERROR')
        OR OLD.status = 'RUNNING' AND NEW.status IN ('RUNNING', 'DONE', 'ERROR', 'CANCELLED') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'run %: % (expected: a state that may become %)', OLD.run_id, OLD.status, NEW.status
        USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER runs_transition BEFORE UPDATE OF status ON runs FOR EACH ROW EXECUTE FUNCTION runs_check_transition();

-- Which run a user's idempotency key stands for, and what was asked for with it.
CREATE TABLE run_keys (
    owner           text NOT NULL,
    idempotency_key text NOT NULL,
    input_hash      text NOT NULL,
    run_id          text NOT NULL REFERENCES runs ON DELETE CASCADE,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (owner, idempotency_key)
);

CREATE INDEX run_keys_run ON run_keys (run_id);

CREATE TABLE run_metrics (
    run_id         text PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    total_return   double precision,
    cagr           double precision,
    max_drawdown   double precision,
    sharpe         double precision,
    sortino        double precision,
    hit_rate       double precision,
    avg_win        double precision,
    avg_loss       double precision,
    turnover       double precision,
    slippage_share double precision,
    fees_paid      double precision,
    computed_at    timestamptz NOT NULL
);

CREATE INDEX run_metrics_sharpe ON run_metrics (sharpe);
CREATE INDEX run_metrics_max_drawdown ON run_metrics (max_drawdown);

CREATE TABLE run_equity (
    run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
    seq    integer NOT NULL,
    ts     timestamptz NOT NULL,
    value  double precision NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE run_orders (
    run_id        text NOT NULL REFERENCES runs ON DELETE CASCADE,
    seq           integer NOT NULL,
    ts            timestamptz NOT NULL,
    order_id      text NOT NULL,
    side          text NOT NULL CHECK (side IN ('BUY', 'SELL')),
    qty           bigint NOT NULL CHECK (qty > 0),
    price         double precision NOT NULL,
    type          text NOT NULL,
    time_in_force text NOT NULL,
    PRIMARY KEY (run_id, seq),
    -- Imported runs may number a later order anew.
    UNIQUE (run_id, order_id, ts)
);

CREATE TABLE run_fills (
    run_id   text NOT NULL REFERENCES runs ON DELETE CASCADE,
    seq      integer NOT NULL,
    ts       timestamptz NOT NULL,
    fill_id  text NOT NULL,
    order_id text NOT NULL,
    -- Its order's.
    side     text NOT NULL CHECK (side IN ('BUY', 'SELL')),
    qty      bigint NOT NULL CHECK (qty > 0),
    price    double precision NOT NULL,
    slippage double precision NOT NULL,
    fee      double precision NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- As db-scheduler 16 defines it for PostgreSQL.
CREATE TABLE scheduled_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
