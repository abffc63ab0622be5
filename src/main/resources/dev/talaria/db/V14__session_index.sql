-- As for the sender's ids: no index but the primary key may begin with the tenant, or PostgreSQL takes it for as good as that.
DROP INDEX memory_item_by_session;
CREATE INDEX memory_item_by_session ON memory_item (session, tenant);
