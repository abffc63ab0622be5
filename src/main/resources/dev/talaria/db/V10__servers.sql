-- Which server carries a run out, and where its turn stands while it waits for somebody's answer.
ALTER TABLE run ADD COLUMN server VARCHAR;
ALTER TABLE run ADD COLUMN state VARCHAR;

-- Until when a server is taken to live, by the database's own clock.
CREATE TABLE server_lease (
    server     VARCHAR NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (server)
);
