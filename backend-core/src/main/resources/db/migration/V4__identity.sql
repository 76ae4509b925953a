-- Users and how they prove who they are. Secrets are hashed (passwords, refresh and reset tokens) or encrypted (signing keys).

CREATE TABLE users (
    id             varchar(36) PRIMARY KEY,
    email          varchar(255) NOT NULL,
    -- Whether its owner has shown to read it: by a reset of the password, or to an identity provider.
    email_verified boolean NOT NULL DEFAULT false,
    -- Argon2id; null: signs in with an identity provider only.
    password_hash  varchar(255),
    display_name   varchar(100),
    -- IANA name; null: UTC.
    time_zone      text,
    active         boolean NOT NULL DEFAULT true,
    -- Named by every access token: those of an earlier version are worth nothing.
    token_version  integer NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);

CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE user_roles (
    user_id varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    role    text NOT NULL CHECK (role IN ('admin', 'manager', 'member', 'operator', 'viewer')),
    PRIMARY KEY (user_id, role)
);

-- One row for each token ever given out; those of one sign-in are a family.
CREATE TABLE refresh_tokens (
    -- SHA-256 of the token.
    token_hash bytea PRIMARY KEY,
    family_id  uuid NOT NULL,
    user_id    varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz
);

CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY,
    user_id    varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE INDEX password_resets_user ON password_resets (user_id);

-- Who a user is at an identity provider.
CREATE TABLE user_identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    varchar(36) NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX user_identities_user ON user_identities (user_id);

-- Wrong passwords, whether or not the account exists: for an account from one address, and (address '') for the account from anywhere.
CREATE TABLE sign_in_failures (
    email        text NOT NULL,
    address      text NOT NULL,
    failures     integer NOT NULL,
    first_at     timestamptz NOT NULL,
    locked_until timestamptz,
    PRIMARY KEY (email, address)
);

CREATE INDEX sign_in_failures_first_at ON sign_in_failures (first_at);

-- Sign-ins under way at an identity provider.
CREATE TABLE oidc_sign_ins (
    -- SHA-256 of the state, and of the cookie of the browser that began.
    state_hash   bytea PRIMARY KEY,
    browser_hash bytea NOT NULL,
    -- The authorization request with nonce and code verifier, encrypted.
    request      text NOT NULL,
    expires_at   timestamptz NOT NULL
);

CREATE INDEX oidc_sign_ins_expires_at ON oidc_sign_ins (expires_at);

CREATE TABLE signing_keys (
    kid            text PRIMARY KEY,
    -- The JWK, encrypted with the master key: the public part too, so that nobody makes a key known who can only write here.
    private_jwk    text NOT NULL,
    created_at     timestamptz NOT NULL,
    -- Published before it signs, so that whoever verifies knows it by then.
    signs_from     timestamptz NOT NULL,
    -- Set when another one follows; for as long as what it signed is valid.
    verifies_until timestamptz
);

CREATE TABLE service_tokens (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,30}$'),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE
    ON users, user_roles, refresh_tokens, password_resets, user_identities, sign_in_failures, oidc_sign_ins, signing_keys, service_tokens
    TO braid_app;

-- A user's own account is shown to them; everything else here is for the service itself, never for what it does on behalf of a request.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['users', 'user_roles', 'refresh_tokens', 'password_resets', 'user_identities', 'sign_in_failures',
        'oidc_sign_ins', 'signing_keys', 'service_tokens'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY of_the_service ON %I USING ((SELECT braid_caller_kind()) = ''SYSTEM'')', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['user_roles', 'user_identities'] LOOP
        EXECUTE format('CREATE POLICY own ON %I FOR SELECT USING (user_id = (SELECT braid_caller_id()))', t);
    END LOOP;
END
$$;

CREATE POLICY own ON users FOR SELECT USING (id = (SELECT braid_caller_id()));

-- A run that is being asked for while its owner's account goes is not left to nobody: it waits, and is refused, or goes as well. Runs
-- of times without accounts stay as they are.
ALTER TABLE runs ADD FOREIGN KEY (owner) REFERENCES users ON DELETE CASCADE NOT VALID;
