-- How a response was asked for and how it ended. What was said stands in message, from the node upwards.
CREATE TABLE response (
    tenant            TEXT NOT NULL,
    owner             TEXT NOT NULL,
    id                TEXT NOT NULL,
    session           TEXT NOT NULL,
    node              TEXT,
    previous          TEXT,
    conversation      TEXT,
    model             TEXT NOT NULL,
    agent             TEXT DEFAULT '' NOT NULL,
    instructions      TEXT,
    memory_scope      TEXT,
    background        ${boolean} NOT NULL,
    -- Whether the calls of the server's own tools are among its items.
    server_tools      ${boolean} DEFAULT TRUE NOT NULL,
    echo              TEXT NOT NULL,
    status            TEXT NOT NULL,
    incomplete_reason TEXT,
    error_code        TEXT,
    error_message     TEXT,
    prompt_tokens     ${bigint} NOT NULL,
    completion_tokens ${bigint} NOT NULL,
    total_tokens      ${bigint} NOT NULL,
    cached_tokens     ${bigint} NOT NULL,
    reasoning_tokens  ${bigint} NOT NULL,
    created_at        ${bigint} NOT NULL,
    ended_at          ${bigint},
    PRIMARY KEY (id, tenant, owner)
)${strict};
CREATE INDEX response_by_age ON response (created_at);
CREATE INDEX response_by_session ON response (tenant, owner, session, created_at);

-- A conversation shows the branch that its session's head ends.
CREATE TABLE conversation (
    tenant     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    id         TEXT NOT NULL,
    session    TEXT NOT NULL,
    alias      TEXT,
    agent      TEXT DEFAULT '' NOT NULL,
    metadata   TEXT NOT NULL,
    created_at ${bigint} NOT NULL,
    PRIMARY KEY (tenant, owner, id),
    UNIQUE (tenant, owner, agent, alias)
)${strict};
