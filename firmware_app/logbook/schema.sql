-- The logbook. One file a unit, one writer (the kiosk); an exporter reads beside it. No sound, words, names or numbers.
-- A time is seconds since its boot began; `boots` says what the clock on the wall showed, and whether to believe it.
-- As few pages as can be change with a call (no AUTOINCREMENT, no index beside a table): each wears the card.

CREATE TABLE log (
    id     TEXT NOT NULL,       -- random, made with the file: a copy of it is known by it
    remark TEXT NOT NULL        -- what befell an earlier file
) STRICT;

CREATE TABLE boots (
    seq        INTEGER PRIMARY KEY,
    boot_id    TEXT NOT NULL UNIQUE,   -- of the kernel
    wall_s     REAL NOT NULL,          -- Unix time of the boot's beginning, by the last look at the clock
    trusted    INTEGER NOT NULL CHECK (trusted IN (0, 1))
) STRICT;

CREATE TABLE calls (
    seq                INTEGER PRIMARY KEY,
    id                 TEXT NOT NULL,   -- random: what two exports hold is known by it, whatever became of the file
    boot               INTEGER NOT NULL REFERENCES boots (seq),
    shift              INTEGER NOT NULL,
    began_s            INTEGER NOT NULL,
    length_s           REAL NOT NULL,
    caller_s           REAL NOT NULL,
    agent_s            REAL NOT NULL,
    talk_overs         INTEGER NOT NULL,
    talk_over_s        REAL NOT NULL,
    angry_talk_overs   INTEGER NOT NULL,
    angry_gaps         INTEGER NOT NULL,
    angry_gaps_waited  INTEGER NOT NULL,
    angry_gap_median_s REAL,
    pace_median        REAL,
    pace_p90           REAL,
    pace_fast_share    REAL,
    angry_s            REAL NOT NULL,
    angry_spells       INTEGER NOT NULL,
    anger_to_calm_s    REAL,
    ended_angry        INTEGER NOT NULL CHECK (ended_angry IN (0, 1)),
    hold_s             REAL NOT NULL,
    hold_angry_s       REAL NOT NULL,
    dead_air_s         REAL NOT NULL,
    dead_air_angry_s   REAL NOT NULL,
    lost_s             REAL NOT NULL
) STRICT;

CREATE TABLE cues (
    call    INTEGER NOT NULL REFERENCES calls (seq) ON DELETE CASCADE,
    place   INTEGER NOT NULL,
    cue     TEXT NOT NULL,
    at_s    REAL NOT NULL,
    shown_s REAL NOT NULL,
    helped  INTEGER CHECK (helped IN (0, 1)),
    PRIMARY KEY (call, place)
) STRICT, WITHOUT ROWID;

-- Totals since the file was made; tied to no call and no time, so that they say nothing about a person.
CREATE TABLE mood_light (
    calls_lit    INTEGER NOT NULL,     -- calls in which it came on
    called_wrong INTEGER NOT NULL      -- of these, in which the agent said that it was wrong
) STRICT;
