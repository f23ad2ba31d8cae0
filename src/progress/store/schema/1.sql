-- Times are milliseconds since 1970, UTC. Seeds are unsigned, kept bit by bit.
CREATE TABLE attempts (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    at       INTEGER NOT NULL,
    exercise TEXT NOT NULL,
    topic    TEXT NOT NULL,
    version  TEXT NOT NULL,
    seed     INTEGER NOT NULL,
    question TEXT NOT NULL,
    kind     TEXT NOT NULL,
    typed    TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    points   REAL NOT NULL,
    out_of   REAL NOT NULL,
    mistakes TEXT NOT NULL,
    avoided  TEXT NOT NULL,
    spent    INTEGER NOT NULL,
    hints    INTEGER NOT NULL,
    tries    INTEGER NOT NULL,
    rating   INTEGER,
    open     INTEGER NOT NULL,
    exam     TEXT
) STRICT;
CREATE INDEX attempts_by_exercise ON attempts (exercise, seed, at);

CREATE TABLE drafts (
    exercise TEXT NOT NULL,
    seed     INTEGER NOT NULL,
    question TEXT NOT NULL,
    version  TEXT NOT NULL,
    typed    TEXT NOT NULL,
    graded   TEXT NOT NULL,
    solved   INTEGER NOT NULL,
    seen     INTEGER NOT NULL,
    hints    INTEGER NOT NULL,
    tries    INTEGER NOT NULL,
    best     REAL NOT NULL,
    spent    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (exercise, seed, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE exams (
    id      TEXT PRIMARY KEY,
    paper   TEXT NOT NULL,
    seed    INTEGER NOT NULL,
    started INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE exam_events (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    exam   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    event  TEXT NOT NULL
) STRICT;
CREATE INDEX exam_events_by_exam ON exam_events (exam, number);
