-- What an item is: a message, or a note that the model made; and when its text was last changed.
ALTER TABLE memory_item ADD COLUMN kind TEXT DEFAULT 'message' NOT NULL;
ALTER TABLE memory_item ADD COLUMN edited_at ${bigint};

-- Passages whose text was changed, until the new text has its vector. "edits" tells a later change from an earlier one.
CREATE TABLE memory_revised (
    tenant TEXT NOT NULL,
    scope  TEXT NOT NULL,
    seq    ${bigint} NOT NULL,
    edits  ${bigint} NOT NULL,
    PRIMARY KEY (tenant, scope, seq),
    FOREIGN KEY (tenant, scope, seq) REFERENCES memory_item (tenant, scope, seq) ON DELETE CASCADE
)${strict};
