-- How a response was asked for and how it ended. What was said stands in message, from the node upwards.
CREATE TABLE response (
    tenant            VARCHAR NOT NULL,
    owner             VARCHAR NOT NULL,
    id                VARCHAR NOT NULL,
    session           VARCHAR NOT NULL,
    node              VARCHAR,
    previous          VARCHAR,
    conversation      VARCHAR,
    model             VARCHAR NOT NULL,
    instructions      VARCHAR,
    memory_scope      VARCHAR,
    background        BOOLEAN NOT NULL,
    echo              VARCHAR NOT NULL,
    status            VARCHAR NOT NULL,
    incomplete_reason VARCHAR,
    error_code        VARCHAR,
    error_message     VARCHAR,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    total_tokens      BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    ended_at          BIGINT,
    PRIMARY KEY (tenant, owner, id)
);
CREATE INDEX response_by_age ON response (created_at);
CREATE INDEX response_by_session ON response (tenant, owner, session, created_at);

-- A conversation shows the branch that its session's head ends.
CREATE TABLE conversation (
    tenant     VARCHAR NOT NULL,
    owner      VARCHAR NOT NULL,
    id         VARCHAR NOT NULL,
    session    VARCHAR NOT NULL,
    alias      VARCHAR,
    metadata   VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, owner, id),
    UNIQUE (tenant, owner, alias)
);
