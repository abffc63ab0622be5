-- What a memory elsewhere is still to be told. Within a queue, which is what one destination is told of one scope, seq is the order of
-- the commits, because who adds holds the queue's row. Where parked_at is set the destination has refused it for good.
CREATE TABLE outbox_parcel (
    seq         ${identity},
    tenant      TEXT NOT NULL,
    destination TEXT NOT NULL,
    scope       TEXT NOT NULL,
    epoch       ${bigint} NOT NULL,
    payload     TEXT NOT NULL,
    attempts    ${int} NOT NULL,
    unclear     ${boolean} NOT NULL,
    reason      TEXT,
    created_at  ${bigint} NOT NULL,
    parked_at   ${bigint}
)${strict};

CREATE INDEX outbox_parcel_by_lane ON outbox_parcel (destination, tenant, scope, seq);
CREATE INDEX outbox_parcel_by_state ON outbox_parcel (tenant, destination, parked_at, created_at);

-- Who delivers a queue holds it for a time, so that two servers never do at once. While due_at is null nothing waits; what is of an older
-- epoch than the queue's has been forgotten.
CREATE TABLE outbox_lane (
    tenant      TEXT NOT NULL,
    destination TEXT NOT NULL,
    scope       TEXT NOT NULL,
    epoch       ${bigint} NOT NULL,
    failures    ${int} NOT NULL,
    due_at      ${bigint},
    holder      TEXT,
    held_until  ${bigint},
    PRIMARY KEY (tenant, destination, scope)
)${strict};

CREATE INDEX outbox_lane_by_due ON outbox_lane (destination, due_at);
