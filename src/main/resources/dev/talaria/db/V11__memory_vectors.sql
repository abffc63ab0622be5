-- The vector of a passage by an embedding model, a byte a number. It goes with its passage.
CREATE TABLE memory_vector (
    tenant VARCHAR NOT NULL,
    scope  VARCHAR NOT NULL,
    model  VARCHAR NOT NULL,
    seq    BIGINT NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (tenant, scope, seq, model),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
);

-- Which passages have been given to the model: all up to this number.
CREATE TABLE memory_embedded (
    tenant VARCHAR NOT NULL,
    scope  VARCHAR NOT NULL,
    model  VARCHAR NOT NULL,
    up_to  BIGINT NOT NULL,
    PRIMARY KEY (tenant, scope, model)
);
