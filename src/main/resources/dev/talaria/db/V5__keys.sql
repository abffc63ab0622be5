-- API keys by the SHA-256 of their secret, in hex; the secret itself is nowhere. After a rotation the one before is valid too for a while.
CREATE TABLE api_key (
    tenant         VARCHAR NOT NULL,
    id             VARCHAR NOT NULL,
    name           VARCHAR NOT NULL,
    hash           VARCHAR NOT NULL,
    previous_hash  VARCHAR,
    previous_until BIGINT,
    policy         VARCHAR NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX api_key_by_name ON api_key (tenant, name);
CREATE UNIQUE INDEX api_key_by_hash ON api_key (hash);
CREATE INDEX api_key_by_previous_hash ON api_key (previous_hash);
