-- Whether the calls of the server's own tools are among the items of a response.
ALTER TABLE response ADD COLUMN server_tools BOOLEAN DEFAULT TRUE NOT NULL;
