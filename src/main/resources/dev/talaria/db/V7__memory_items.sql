-- A new revision says that rows were taken away and what was read before counts no more; a new epoch, that a turn which began in an
-- older one is not to be remembered. What is numbered up to "forgotten" is gone, though its rows may still wait for their removal.
ALTER TABLE memory_scope ADD COLUMN revision BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE memory_scope ADD COLUMN forgotten BIGINT DEFAULT 0 NOT NULL;

-- A long message is several rows in a row, with one id; what belongs to the whole stands in the first, whose part is 0.
ALTER TABLE memory_item ADD COLUMN part INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE memory_item ADD COLUMN parts INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE memory_item ADD COLUMN import_id VARCHAR;
ALTER TABLE memory_item ADD COLUMN metadata VARCHAR;

CREATE INDEX memory_item_by_import ON memory_item (tenant, scope, import_id);
