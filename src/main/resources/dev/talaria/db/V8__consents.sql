-- People's consents to all calls of a tool: in one session or, where the session is empty, in all of an owner's.
CREATE TABLE tool_consent (
    tenant     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    session    TEXT NOT NULL,
    tool       TEXT NOT NULL,
    id         TEXT NOT NULL,
    created_at ${bigint} NOT NULL,
    PRIMARY KEY (tenant, owner, session, tool)
)${strict};
