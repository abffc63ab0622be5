-- Instants are microseconds since 1970: one meaning on every database, and precise enough to keep order.
-- Words are kept in lower case, because databases differ in which letters they fold.
CREATE TABLE session (
    tenant            TEXT NOT NULL,
    owner             TEXT NOT NULL,
    id                TEXT NOT NULL,
    derived           ${boolean} NOT NULL,
    title             TEXT,
    title_words       TEXT,
    preview           TEXT,
    source            TEXT NOT NULL,
    api_key           TEXT NOT NULL,
    model             TEXT NOT NULL,
    user_id           TEXT,
    memory_scope      TEXT,
    system_prompt     TEXT,
    forked_from       TEXT,
    head              TEXT,
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
    PRIMARY KEY (tenant, owner, id)
)${strict};

CREATE INDEX session_by_activity ON session (tenant, owner, updated_at);
CREATE UNIQUE INDEX session_by_title ON session (tenant, owner, title);
CREATE INDEX session_by_age ON session (updated_at);

-- A node of a session's tree. It is never changed; session.head names the end of the branch that is the conversation.
CREATE TABLE message (
    tenant      TEXT NOT NULL,
    owner       TEXT NOT NULL,
    session     TEXT NOT NULL,
    node        TEXT NOT NULL,
    parent      TEXT,
    role        TEXT NOT NULL,
    parts       TEXT NOT NULL,
    words       TEXT,
    author      TEXT,
    user_id     TEXT,
    run         TEXT NOT NULL,
    from_client ${boolean} NOT NULL,
    partial     ${boolean} NOT NULL,
    created_at  ${bigint} NOT NULL,
    PRIMARY KEY (tenant, owner, session, node)
)${strict};
