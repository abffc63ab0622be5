-- Who did what to which object. The tenant is the one whose object it is; actor_tenant and actor name the API key, or the server itself.
-- Rows are added, and deleted by age; no statement changes one.
CREATE TABLE audit (
    seq          ${identity},
    tenant       TEXT NOT NULL,
    actor_tenant TEXT NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    object       TEXT,
    result       TEXT NOT NULL,
    request      TEXT,
    created_at   ${bigint} NOT NULL
)${strict};

CREATE INDEX audit_by_tenant ON audit (tenant, seq);
CREATE INDEX audit_by_age ON audit (created_at);

-- What was used a day, which is counted in UTC since 1970. Each server of a shared database has rows of its own, so that no server waits
-- for another one's transaction. The cost is in billionths of the currency.
CREATE TABLE usage_day (
    tenant            TEXT NOT NULL,
    day               ${bigint} NOT NULL,
    api_key           TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    agent             TEXT NOT NULL,
    model             TEXT NOT NULL,
    server            TEXT NOT NULL,
    turns             ${bigint} NOT NULL,
    failed            ${bigint} NOT NULL,
    prompt_tokens     ${bigint} NOT NULL,
    completion_tokens ${bigint} NOT NULL,
    cached_tokens     ${bigint} NOT NULL,
    reasoning_tokens  ${bigint} NOT NULL,
    millis            ${bigint} NOT NULL,
    cost              ${bigint} NOT NULL,
    PRIMARY KEY (tenant, api_key, day, user_id, agent, model, server)
)${strict};

CREATE INDEX usage_day_by_user ON usage_day (tenant, user_id, day);
CREATE INDEX usage_day_by_age ON usage_day (day);

CREATE TABLE api_key_use (
    tenant  TEXT NOT NULL,
    api_key TEXT NOT NULL,
    used_at ${bigint} NOT NULL,
    PRIMARY KEY (tenant, api_key)
)${strict};
