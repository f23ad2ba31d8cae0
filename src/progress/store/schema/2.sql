-- What a variant had earned, and how many of its questions were not answered right yet.
ALTER TABLE attempts ADD COLUMN earned REAL NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN unsolved INTEGER NOT NULL DEFAULT 1;

-- What follows from the attempts, kept so that it is there at once.
CREATE TABLE standings (
    exercise TEXT PRIMARY KEY,
    attempts INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    best     REAL NOT NULL,
    spent    INTEGER NOT NULL,
    last     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE schedules (
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    part       TEXT NOT NULL,
    stability  REAL NOT NULL,
    difficulty REAL NOT NULL,
    last       INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    reviews    INTEGER NOT NULL,
    lapses     INTEGER NOT NULL,
    PRIMARY KEY (kind, name, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE slips (
    mistake  TEXT NOT NULL,
    exercise TEXT NOT NULL,
    question TEXT NOT NULL,
    count    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    PRIMARY KEY (mistake, exercise, question)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_time ON attempts (at, topic, rating, spent, mistakes);
