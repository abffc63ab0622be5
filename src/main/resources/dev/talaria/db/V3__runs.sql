-- A run that outlives its process, or the outcome of one that did not need to. While outcome is null the run is under way;
-- where events_gone is true only the fact that there was such a run is left.
CREATE TABLE run (
    tenant      VARCHAR NOT NULL,
    owner       VARCHAR NOT NULL,
    id          VARCHAR NOT NULL,
    session     VARCHAR NOT NULL,
    derived     BOOLEAN NOT NULL,
    source      VARCHAR NOT NULL,
    api_key     VARCHAR NOT NULL,
    model       VARCHAR NOT NULL,
    journalled  BOOLEAN NOT NULL,
    memory      VARCHAR NOT NULL,
    status      VARCHAR NOT NULL,
    request     VARCHAR,
    outcome     VARCHAR,
    events_gone BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    PRIMARY KEY (tenant, owner, id)
);

CREATE INDEX run_by_expiry ON run (expires_at);

-- What happened in a run, several events a row: those from first_seq on that were stored together.
CREATE TABLE run_event (
    tenant    VARCHAR NOT NULL,
    owner     VARCHAR NOT NULL,
    run       VARCHAR NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq  BIGINT NOT NULL,
    events    VARCHAR NOT NULL,
    PRIMARY KEY (tenant, owner, run, first_seq)
);

-- Which run a caller's idempotency key has started.
CREATE TABLE idempotency (
    tenant       VARCHAR NOT NULL,
    owner        VARCHAR NOT NULL,
    api_key      VARCHAR NOT NULL,
    memory_scope VARCHAR NOT NULL,
    session      VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    fingerprint  VARCHAR NOT NULL,
    run          VARCHAR NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (tenant, owner, api_key, memory_scope, session, name)
);

CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
