CREATE TABLE shelves (
    id TEXT PRIMARY KEY
);
CREATE TABLE items (
    id TEXT NOT NULL PRIMARY KEY,
    shelf_id TEXT NOT NULL REFERENCES shelves (id),
    code TEXT NOT NULL UNIQUE,
    ready BOOLEAN NOT NULL,
    count BIGINT NOT NULL CHECK (count >= 0),
    weight DOUBLE NOT NULL,
    picture BLOB,
    day DATE NOT NULL,
    at TIMESTAMP NOT NULL,
    notes TEXT NOT NULL
);
CREATE INDEX items_day_at ON items (day, at);
