-- A scope's last sequence number is taken under this row's lock, so that numbers become visible in order, whichever node writes.
-- A new revision says that rows were taken away and what was read before counts no more; a new epoch, that a turn which began in an
-- older one is not to be remembered. What is numbered up to "forgotten" is gone, though its rows may still wait for their removal.
-- "taken" counts how often single messages were taken out: whoever read its rows before the last time still has their words.
CREATE TABLE memory_scope (
    tenant     TEXT NOT NULL,
    scope      TEXT NOT NULL,
    last_seq   ${bigint} NOT NULL,
    epoch      ${bigint} NOT NULL,
    revision   ${bigint} DEFAULT 0 NOT NULL,
    forgotten  ${bigint} DEFAULT 0 NOT NULL,
    taken      ${bigint} DEFAULT 0 NOT NULL,
    created_at ${bigint} NOT NULL,
    updated_at ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope)
)${strict};

-- What was said, and notes that the model made ("kind"), in passages of bounded length, in the order of seq. A long message is several
-- rows in a row, with one id; what belongs to the whole stands in the first, whose part is 0.
CREATE TABLE memory_item (
    tenant     TEXT NOT NULL,
    scope      TEXT NOT NULL,
    seq        ${bigint} NOT NULL,
    id         TEXT NOT NULL,
    session    TEXT NOT NULL,
    run        TEXT NOT NULL,
    role       TEXT NOT NULL,
    author     TEXT,
    content    TEXT NOT NULL,
    part       ${int} DEFAULT 0 NOT NULL,
    parts      ${int} DEFAULT 1 NOT NULL,
    import_id  TEXT,
    metadata   TEXT,
    kind       TEXT DEFAULT 'message' NOT NULL,
    created_at ${bigint} NOT NULL,
    edited_at  ${bigint},
    PRIMARY KEY (tenant, scope, seq)
)${strict};

-- No index but the primary key may begin with the tenant or the scope: where PostgreSQL has no statistics of a scope yet, it would take
-- that for as good as the primary key and read it whole for each message.
CREATE INDEX memory_item_by_session ON memory_item (session, tenant);
CREATE INDEX memory_item_by_import ON memory_item (import_id, tenant, scope) WHERE import_id IS NOT NULL;

-- The vector of a passage by an embedding model, a byte a number. It goes with its passage.
CREATE TABLE memory_vector (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    model  TEXT NOT NULL,
    seq    ${bigint} NOT NULL,
    vector ${bytes} NOT NULL,
    PRIMARY KEY (tenant, scope, seq, model),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

-- Passages whose text was changed, until the new text has its vector. "edits" tells a later change from an earlier one.
CREATE TABLE memory_revised (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    seq    ${bigint} NOT NULL,
    edits  ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope, seq),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};

-- Which passages have been given to the model: all up to this number.
CREATE TABLE memory_embedded (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    model  TEXT NOT NULL,
    up_to  ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope, model)
)${strict};

-- The index of a large scope as it was made of its rows, in parts; "made" is the same for all parts of one.
-- What takes rows out of a scope takes it out too.
CREATE TABLE memory_snapshot (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    part   ${int} NOT NULL,
    made   ${bigint} NOT NULL,
    data   ${bytes} NOT NULL,
    PRIMARY KEY (tenant, scope, part)
)${strict};

-- What users said of themselves, and how they want to be answered. It says so as long as its message does and goes with its first passage;
-- which of several statements holds is decided by whoever reads them. What a user took out of the profile stays here without its value, so
-- that the same message does not bring it back.
CREATE TABLE memory_profile (
    tenant     TEXT NOT NULL,
    scope      TEXT NOT NULL,
    seq        ${bigint} NOT NULL,
    place      ${int} NOT NULL,
    id         TEXT NOT NULL,
    source     TEXT NOT NULL,
    person     TEXT,
    author     TEXT,
    trait      TEXT NOT NULL,
    value      TEXT NOT NULL,
    effect     TEXT NOT NULL,
    created_at ${bigint} NOT NULL,
    edited_at  ${bigint},
    PRIMARY KEY (tenant, scope, seq, place),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};
