-- How often single messages were taken out of a scope. Whoever read its rows before the last time still has their words.
ALTER TABLE memory_scope ADD COLUMN taken BIGINT DEFAULT 0 NOT NULL;

-- The index of a large scope as it was made of its rows, in parts; "made" is the same for all parts of one.
-- What takes rows out of a scope takes it out too.
CREATE TABLE memory_snapshot (
    tenant VARCHAR NOT NULL,
    scope  VARCHAR NOT NULL,
    part   INTEGER NOT NULL,
    made   BIGINT NOT NULL,
    data   BYTEA NOT NULL,
    PRIMARY KEY (tenant, scope, part)
);
