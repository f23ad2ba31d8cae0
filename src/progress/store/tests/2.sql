INSERT INTO attempts (id, at, exercise, topic, version, seed, question, kind, typed, verdict,
    points, out_of, mistakes, avoided, spent, hints, tries, rating, open, exam, earned,
    unsolved)
VALUES ('a1', 1700000000000, 'scalar-operations/01-square', 'scalar-operations', 'f0', -1, 'dL/dx',
    'gradient', '{"text":"2/3"}', 'wrong', 0.0, 2.0, 'factor-two', '', 60000, 1, 0, NULL, 3, NULL, 0.0,
    1);
INSERT INTO drafts (exercise, seed, question, version, typed, graded, solved, seen, hints, tries,
    best, spent, at)
VALUES ('scalar-operations/01-square', -1, 'dL/dx', 'f0', '{"text":"4/3"}', '{"text":"2/3"}', 0, 0,
    1, 1, 0.0, 900, 1700000060000);
INSERT INTO exams (id, paper, seed, started, minutes, state)
VALUES ('e1', '{"title":"Midterm"}', -1, 1700000000000, 45, 'running');
INSERT INTO exam_events (id, exam, at, event)
VALUES ('v1', 'e1', 1700000001000, '{"event":"flagged","item":2}');
INSERT INTO standings VALUES ('scalar-operations/01-square', 1, 0, 0.0, 60000, 1700000000000);
INSERT INTO schedules VALUES ('misconception', 'factor-two', '', 0.212, 6.4133, 1700000000000,
    1700086400000, 1, 1);
INSERT INTO slips VALUES ('factor-two', 'scalar-operations/01-square', 'dL/dx', 1, 1700000000000);
