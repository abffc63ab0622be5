-- What the list of sessions shows and searches. Words are kept in lower case, because databases differ in which letters they fold.
ALTER TABLE session ADD COLUMN title_words VARCHAR;
ALTER TABLE session ADD COLUMN preview VARCHAR;
ALTER TABLE session ADD COLUMN model_calls BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE message ADD COLUMN words VARCHAR;

CREATE UNIQUE INDEX session_by_title ON session (tenant, owner, title);
CREATE INDEX session_by_age ON session (updated_at);
CREATE INDEX memory_item_by_session ON memory_item (tenant, session);
