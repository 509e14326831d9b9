-- Duty rotas: versions of people who take turns, each from a day on.
CREATE TABLE duty_rotas (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Empty: the whole organisation.
    department TEXT NOT NULL,
    version BIGINT NOT NULL,
    effective_from DATE NOT NULL,
    turns TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX duty_rotas_version ON duty_rotas (code, version);
