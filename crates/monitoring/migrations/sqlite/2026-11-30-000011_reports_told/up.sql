-- What a department's report said when it was announced: written with the note that it was. A report of a past day is read from here.
CREATE TABLE reports_told (
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    -- The last day that it speaks of: at its end it was due. When it was told, and so what state it shows, is another matter.
    day DATE NOT NULL,
    told_at TIMESTAMP NOT NULL,
    -- Title, summary and tables in both languages, as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (kind, department, day)
);
CREATE INDEX reports_told_at ON reports_told (told_at);
