-- Instants are microseconds since 1970: one meaning on every database, and precise enough to keep order.
CREATE TABLE session (
    tenant            VARCHAR NOT NULL,
    owner             VARCHAR NOT NULL,
    id                VARCHAR NOT NULL,
    derived           BOOLEAN NOT NULL,
    title             VARCHAR,
    source            VARCHAR NOT NULL,
    api_key           VARCHAR NOT NULL,
    model             VARCHAR NOT NULL,
    user_id           VARCHAR,
    memory_scope      VARCHAR,
    system_prompt     VARCHAR,
    forked_from       VARCHAR,
    head              VARCHAR,
    message_count     BIGINT NOT NULL,
    tool_call_count   BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    ended_at          BIGINT,
    end_reason        VARCHAR,
    PRIMARY KEY (tenant, owner, id)
);

CREATE INDEX session_by_activity ON session (tenant, owner, updated_at);

-- A node of a session's tree. It is never changed; session.head names the end of the branch that is the conversation.
CREATE TABLE message (
    tenant      VARCHAR NOT NULL,
    owner       VARCHAR NOT NULL,
    session     VARCHAR NOT NULL,
    node        VARCHAR NOT NULL,
    parent      VARCHAR,
    role        VARCHAR NOT NULL,
    parts       VARCHAR NOT NULL,
    author      VARCHAR,
    user_id     VARCHAR,
    run         VARCHAR NOT NULL,
    from_client BOOLEAN NOT NULL,
    partial     BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, owner, session, node)
);
