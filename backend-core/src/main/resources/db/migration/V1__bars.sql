-- Bars of all symbols and timeframes, one partition a year.

CREATE TABLE symbols (
    symbol     text PRIMARY KEY CHECK (symbol ~ '^[A-Z][A-Z0-9.-]{0,14}$'),
    -- Another value whenever a bar of the symbol changed; entity tags are made of it. Not a counter: a database that is made anew
    -- must not meet the tags of its predecessor.
    revision   uuid NOT NULL DEFAULT gen_random_uuid(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bars (
    -- Known to symbols as well; not a foreign key, which would look up each of half a million rows of an import.
    symbol   text NOT NULL,
    tf       text NOT NULL CHECK (tf IN ('1Min', '1Day')),
    t        timestamptz NOT NULL,
    o        double precision NOT NULL,
    h        double precision NOT NULL,
    l        double precision NOT NULL,
    c        double precision NOT NULL,
    v        bigint NOT NULL CHECK (v >= 0),
    n        integer CHECK (n >= 0),
    vw       double precision,
    session  text NOT NULL CHECK (session ~ '^[a-z_]{1,16}$'),
    rth      boolean NOT NULL,
    adj      text,
    provider text,
    corr     boolean,
    PRIMARY KEY (symbol, tf, t),
    -- Also refuses NaN, which PostgreSQL orders above everything.
    CHECK (l <= least(o, c) AND h >= greatest(o, c) AND l > '-Infinity' AND h < 'Infinity')
) PARTITION BY RANGE (t);

DO $$
BEGIN
    FOR y IN 1990..2049 LOOP
        EXECUTE format(
            'CREATE TABLE bars_%s PARTITION OF bars FOR VALUES FROM (%L) TO (%L)',
            y, y || '-01-01T00:00:00Z', (y + 1) || '-01-01T00:00:00Z');
    END LOOP;
END
$$;

CREATE TABLE bars_default PARTITION OF bars DEFAULT;

CREATE INDEX bars_t ON bars USING brin (t);

-- What a backtest can be run on: the bars of one symbol, timeframe and UTC year. Kept by whatever stores bars.
CREATE TABLE datasets (
    dataset_id   text PRIMARY KEY,
    symbol       text NOT NULL REFERENCES symbols,
    tf           text NOT NULL CHECK (tf IN ('1Min', '1Day')),
    year         integer NOT NULL,
    -- New York session dates of the first and the last bar.
    from_date    date NOT NULL,
    to_date      date NOT NULL,
    bar_count    bigint NOT NULL CHECK (bar_count > 0),
    status       text NOT NULL DEFAULT 'READY' CHECK (status IN ('READY', 'BUILDING', 'ERROR')),
    generated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (symbol, tf, year),
    CHECK (from_date <= to_date)
);

CREATE INDEX datasets_symbol ON datasets (symbol, from_date, to_date);
