-- Instants are microseconds since 1970: one meaning on every database, and precise enough to keep order.
-- What belongs to a session names it by its number, which is shorter than its name and in the order of time.
CREATE TABLE session (
    num               ${identity},
    tenant            TEXT NOT NULL,
    owner             TEXT NOT NULL,
    id                TEXT NOT NULL,
    derived           ${boolean} NOT NULL,
    title             TEXT,
    preview           TEXT,
    source            TEXT NOT NULL,
    api_key           TEXT NOT NULL,
    model             TEXT NOT NULL,
    agent             TEXT DEFAULT '' NOT NULL,
    model_lock        TEXT,
    user_id           TEXT,
    memory_scope      TEXT,
    system_prompt     TEXT,
    forked_from       TEXT,
    head              ${bigint},
    edits             ${bigint} DEFAULT 0 NOT NULL,
    message_count     ${bigint} NOT NULL,
    tool_call_count   ${bigint} NOT NULL,
    model_calls       ${bigint} DEFAULT 0 NOT NULL,
    prompt_tokens     ${bigint} NOT NULL,
    completion_tokens ${bigint} NOT NULL,
    cached_tokens     ${bigint} NOT NULL,
    reasoning_tokens  ${bigint} NOT NULL,
    created_at        ${bigint} NOT NULL,
    updated_at        ${bigint} NOT NULL,
    ended_at          ${bigint},
    end_reason        TEXT,
    UNIQUE (tenant, owner, id)
)${strict};

CREATE INDEX session_by_activity ON session (tenant, owner, updated_at);
CREATE UNIQUE INDEX session_by_title ON session (tenant, owner, title) WHERE title IS NOT NULL;

-- A node of a session's tree; session.head names the end of the branch that is the conversation. A node's number is in the order of time,
-- and each is greater than its parent's. Whose it is says its session's row.
CREATE TABLE message (
    session     ${bigint} NOT NULL,
    node        ${bigint} NOT NULL,
    parent      ${bigint},
    role        TEXT NOT NULL,
    parts       TEXT NOT NULL,
    author      TEXT,
    user_id     TEXT,
    run         TEXT NOT NULL,
    from_client ${boolean} NOT NULL,
    partial     ${boolean} NOT NULL,
    created_at  ${bigint} NOT NULL,
    PRIMARY KEY (session, node)
)${strict};

-- Hardly any node is one of these.
CREATE INDEX message_of_system ON message (session, node) WHERE role IN ('system', 'developer');

-- What the messages of a branch up to this node have said, for models that cannot take them all.
CREATE TABLE context_summary (
    session    ${bigint} NOT NULL,
    node       ${bigint} NOT NULL,
    text       TEXT NOT NULL,
    messages   ${bigint} NOT NULL,
    created_at ${bigint} NOT NULL,
    PRIMARY KEY (session, node),
    FOREIGN KEY (session) REFERENCES session (num) ON DELETE CASCADE
)${strict};
