-- Reports whose readers were told, so that each is told once whichever replica looks first.
CREATE TABLE reports_announced (
    kind TEXT NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (kind, day)
);
