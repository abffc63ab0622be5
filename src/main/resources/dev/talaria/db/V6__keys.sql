-- API keys by the SHA-256 of their secret, in hex; the secret itself is nowhere. After a rotation the one before is valid too for a while.
CREATE TABLE api_key (
    tenant         TEXT NOT NULL,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    hash           TEXT NOT NULL,
    previous_hash  TEXT,
    previous_until ${bigint},
    policy         TEXT NOT NULL,
    created_at     ${bigint} NOT NULL,
    updated_at     ${bigint} NOT NULL,
    PRIMARY KEY (tenant, id)
)${strict};

CREATE UNIQUE INDEX api_key_by_name ON api_key (tenant, name);
CREATE UNIQUE INDEX api_key_by_hash ON api_key (hash);
CREATE INDEX api_key_by_previous_hash ON api_key (previous_hash);
