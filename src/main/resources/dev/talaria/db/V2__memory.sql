-- A scope's last sequence number is taken under this row's lock, so that numbers become visible in order, whichever node writes.
-- A new epoch says that what was read before counts no more.
CREATE TABLE memory_scope (
    tenant     VARCHAR NOT NULL,
    scope      VARCHAR NOT NULL,
    last_seq   BIGINT NOT NULL,
    epoch      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, scope)
);

-- What was said, in passages of bounded length, in the order of seq.
CREATE TABLE memory_item (
    tenant     VARCHAR NOT NULL,
    scope      VARCHAR NOT NULL,
    seq        BIGINT NOT NULL,
    id         VARCHAR NOT NULL,
    session    VARCHAR NOT NULL,
    run        VARCHAR NOT NULL,
    role       VARCHAR NOT NULL,
    author     VARCHAR,
    content    VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, scope, seq)
);
