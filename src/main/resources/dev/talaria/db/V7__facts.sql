-- Turns of which no facts have been drawn yet, each by its first and last row; "place" counts those that wait. A turn goes with its
-- first passage.
CREATE TABLE memory_undrawn (
    tenant   TEXT NOT NULL,
    scope    TEXT NOT NULL,
    seq      ${bigint} NOT NULL,
    last_seq ${bigint} NOT NULL,
    place    ${bigint} NOT NULL,
    person   TEXT,
    PRIMARY KEY (tenant, scope, seq),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

-- The messages that say a fact, and the id of the user who said it. Who deletes a source deletes its facts in the same transaction.
CREATE TABLE memory_source (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    seq    ${bigint} NOT NULL,
    source ${bigint} NOT NULL,
    person TEXT,
    PRIMARY KEY (tenant, scope, seq, source),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE,
    FOREIGN KEY (tenant, scope, source) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

CREATE INDEX memory_source_by_source ON memory_source (source, tenant, scope);

-- Facts that a later fact replaces: while both exist, the earlier one is not told. Where the later one goes, the earlier one holds again.
CREATE TABLE memory_superseded (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    seq    ${bigint} NOT NULL,
    by_seq ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope, seq),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE,
    FOREIGN KEY (tenant, scope, by_seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

CREATE INDEX memory_superseded_by_later ON memory_superseded (by_seq, tenant, scope);

-- The one summary of a session.
CREATE TABLE memory_summary (
    tenant  TEXT NOT NULL,
    scope   TEXT NOT NULL,
    session TEXT NOT NULL,
    seq     ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope, session),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

CREATE INDEX memory_summary_by_item ON memory_summary (seq, tenant, scope);

-- Sessions with turns that no summary tells of; "queued" while a delivery of the outbox is to summarize them.
CREATE TABLE memory_unsummed (
    tenant  TEXT NOT NULL,
    scope   TEXT NOT NULL,
    session TEXT NOT NULL,
    said_at ${bigint} NOT NULL,
    queued  ${boolean} NOT NULL,
    PRIMARY KEY (tenant, scope, session)
)${strict};

CREATE INDEX memory_unsummed_by_time ON memory_unsummed (said_at) WHERE queued = FALSE;

-- What drawing facts and summaries has cost a scope on its last such day, which is counted from 1970.
CREATE TABLE memory_spent (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    day    ${bigint} NOT NULL,
    calls  ${bigint} NOT NULL,
    tokens ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope)
)${strict};
