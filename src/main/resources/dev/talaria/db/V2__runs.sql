-- A run that outlives its process, or the outcome of one that did not need to. While outcome is null the run is under way;
-- where events_gone is true only the fact that there was such a run is left. The server carries it out; the state says where its
-- turn stands while it waits for somebody's answer. Where node is set the outcome leaves out what was said: that stands in message,
-- from that node upwards. The scope is the memory that it read and added to. Ids are in the order of time, so the key begins with them.
CREATE TABLE run (
    tenant      TEXT NOT NULL,
    owner       TEXT NOT NULL,
    id          TEXT NOT NULL,
    session     TEXT NOT NULL,
    derived     ${boolean} NOT NULL,
    scope       TEXT,
    source      TEXT NOT NULL,
    api_key     TEXT NOT NULL,
    model       TEXT NOT NULL,
    agent       TEXT DEFAULT '' NOT NULL,
    journalled  ${boolean} NOT NULL,
    memory      TEXT NOT NULL,
    status      TEXT NOT NULL,
    server      TEXT,
    request     TEXT,
    state       TEXT,
    outcome     TEXT,
    node        ${bigint},
    events_gone ${boolean} NOT NULL,
    created_at  ${bigint} NOT NULL,
    updated_at  ${bigint} NOT NULL,
    expires_at  ${bigint},
    PRIMARY KEY (id, tenant, owner)
)${clustered};

CREATE INDEX run_by_expiry ON run (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX run_under_way ON run (status, created_at) WHERE expires_at IS NULL;

-- What happened in a run, several events a row: those from first_seq on that were stored together.
CREATE TABLE run_event (
    tenant    TEXT NOT NULL,
    owner     TEXT NOT NULL,
    run       TEXT NOT NULL,
    first_seq ${bigint} NOT NULL,
    last_seq  ${bigint} NOT NULL,
    events    TEXT NOT NULL,
    PRIMARY KEY (tenant, owner, run, first_seq)
)${strict};

-- Which run a caller's idempotency key has started.
CREATE TABLE idempotency (
    tenant       TEXT NOT NULL,
    owner        TEXT NOT NULL,
    api_key      TEXT NOT NULL,
    memory_scope TEXT NOT NULL,
    session      TEXT NOT NULL,
    name         TEXT NOT NULL,
    fingerprint  TEXT NOT NULL,
    run          TEXT NOT NULL,
    expires_at   ${bigint} NOT NULL,
    PRIMARY KEY (tenant, owner, api_key, memory_scope, session, name)
)${strict};

CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

-- Until when a server is taken to live, by the database's own clock.
CREATE TABLE server_lease (
    server     TEXT NOT NULL,
    expires_at ${bigint} NOT NULL,
    PRIMARY KEY (server)
)${strict};
