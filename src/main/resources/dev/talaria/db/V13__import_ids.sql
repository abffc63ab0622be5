-- The sender's id goes first: an index that began with the scope would pass for as good as the primary key, where PostgreSQL has no
-- statistics of a scope yet, and be read whole for each message.
DROP INDEX memory_item_by_import;
CREATE INDEX memory_item_by_import ON memory_item (import_id, tenant, scope);
