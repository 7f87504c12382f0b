CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE, -- by which two addresses are the same
    name text NOT NULL,
    phone text,
    role text NOT NULL CHECK (role IN ('attendee', 'organizer', 'admin')),
    password_hash text NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX admins ON users (id) WHERE role = 'admin';

CREATE TABLE sessions (
    id text PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE revocations (
    sequence bigint PRIMARY KEY,
    session text NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX revocations_by_end ON revocations (expires_at);

-- One row, locked until the transaction that took a number has ended: numbers become visible in their order, so that
-- whoever asks for those after the last one seen misses none. A sequence of PostgreSQL's does not promise that.
CREATE TABLE revocation_sequence (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last bigint NOT NULL
);
INSERT INTO revocation_sequence (last) VALUES (0);

CREATE TABLE signing_keys (
    key_id text PRIMARY KEY,
    jwk text NOT NULL, -- the public half
    registered_at timestamptz NOT NULL
);

CREATE TABLE idempotency_keys (
    id bytea PRIMARY KEY, -- SHA-256 of caller, route and key
    fingerprint bytea NOT NULL, -- SHA-256 of the request's body
    status integer NOT NULL,
    body text NOT NULL,
    location text NOT NULL,
    kept_at timestamptz NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (kept_at);
