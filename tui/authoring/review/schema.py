"""The tables of the workbench database, one migration after the other; `PRAGMA user_version` counts those applied.

A published migration is never edited: what comes later is appended to `MIGRATIONS`.

- `attempts` holds what is known of an attempt, `texts` its text, so that reading the state of a whole course touches no
  text. `writer` names the lock of the process that streams into it (see `writers`).
- `decisions` is a log. A row says what became of one attempt (`accepted`, `rejected`, `passed` over when another was
  accepted, or `open`: taken back) and, in `accepted` and `fingerprint`, which attempt stands accepted in the section
  from then on, and under which plan. The rows of one stroke share an `act`. Undoing or redoing an act appends rows
  that restate what stood before or after it and name it in `reverts`; so nothing is ever removed.
- `words` is counted and `tokens` estimated from the text when it is written; `…_tokens` are what the endpoint counted.
- Money is in whole picodollars (1e-12 USD), which SQLite sums exactly.
- `suggestion_requests` holds each time a model was asked what a day, or the course (`day` 0), lacks, with what it took;
  `suggestions` what it answered, `lesson` being the name under which the lesson is kept; `suggestion_verdicts` is a log
  of what the author said to it (`open`: taken back).
- `jobs` holds what waits to be drafted or is under way, `owner` being the lock of the process whose it is (see `jobs`).
- `batches` holds what was sent, or was about to be, as one batch, and `batch_requests` which section each of its
  requests asks for and, once that has come, the number of the attempt that it became (see `batches`).
- `judge_requests` holds each time a model was asked to judge a lesson, with what it took.
- `reservations` holds what requests under way may cost at most; `owner` is the lock of the process that asks, and NULL
  once that has ended, or has ended the request, without the cost being known: it then counts for ever (see `ledger`).
- `draft_files` holds which text of each file in the drafts folder is known already, and whether the author has the file
  in another program (`by_hand`; see `draft_files`).
- `undone_approvals` says which approvals were undone, by which commit (NULL where theirs was dropped): the one before
  counts again.
- `approvals_under_way` holds what is about to be written and committed, one row a lesson, the rows of one commit
  sharing a `stroke`; `owner` is the lock of the process that is at it, and NULL once that is known to have ended over
  it. `"commit"` is set once it is known to have been made, and the row goes once the disk has it (see `under_way`).
- `judgements` holds what a model said of a point and a text, `token_counts` how many tokens an endpoint counted in one.
"""

APPLICATION_ID = 0x43575254
"""`CWRT`: tells a workbench database from any other SQLite file."""

_OUTCOMES = "'streaming', 'complete', 'truncated', 'refused', 'context_exceeded', 'cancelled', 'failed', 'interrupted'"

_FIRST = f"""
CREATE TABLE prompts (
    sha256 TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    section TEXT NOT NULL CHECK (section <> ''),
    number INTEGER NOT NULL CHECK (number >= 1),
    origin TEXT NOT NULL CHECK (origin IN ('model', 'hand', 'pipe')),
    profile TEXT,
    model TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ({_OUTCOMES})),
    words INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    feedback TEXT,
    prompt_sha256 TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cache_read_tokens INTEGER,
    cache_write_tokens INTEGER,
    cost_picousd INTEGER CHECK (cost_picousd >= 0),
    error TEXT,
    created TEXT NOT NULL,
    finished TEXT,
    writer TEXT,
    UNIQUE (section, number),
    CHECK ((outcome = 'streaming') = (finished IS NULL)),
    CHECK (outcome <> 'streaming' OR writer IS NOT NULL)
) STRICT;
CREATE INDEX streaming_attempts ON attempts (writer) WHERE outcome = 'streaming';

CREATE TABLE texts (
    attempt INTEGER PRIMARY KEY REFERENCES attempts (id),
    text TEXT NOT NULL
) STRICT;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    act INTEGER NOT NULL,
    section TEXT NOT NULL,
    number INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'passed', 'open')),
    reason TEXT,
    accepted INTEGER,
    fingerprint TEXT,
    reverts INTEGER,
    made TEXT NOT NULL,
    CHECK ((accepted IS NULL) = (fingerprint IS NULL)),
    FOREIGN KEY (section, number) REFERENCES attempts (section, number),
    FOREIGN KEY (section, accepted) REFERENCES attempts (section, number)
) STRICT;
CREATE INDEX decisions_by_attempt ON decisions (section, number);
CREATE INDEX decisions_by_act ON decisions (act);

CREATE TABLE approvals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lesson TEXT NOT NULL,
    path TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    attempts TEXT NOT NULL,
    approved TEXT NOT NULL
) STRICT;
CREATE INDEX approvals_by_lesson ON approvals (lesson);

CREATE TRIGGER attempts_are_not_deleted BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
CREATE TRIGGER attempts_are_not_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id OR (section = NEW.section AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'an attempt is never overwritten'); END;
CREATE TRIGGER finished_attempts_stay BEFORE UPDATE ON attempts
WHEN OLD.outcome <> 'streaming'
BEGIN SELECT RAISE(ABORT, 'a finished attempt never changes'); END;
CREATE TRIGGER attempts_keep_their_name BEFORE UPDATE OF id, section, number, origin, created, writer ON attempts
WHEN (OLD.id, OLD.section, OLD.number, OLD.origin, OLD.created, OLD.writer)
    IS NOT (NEW.id, NEW.section, NEW.number, NEW.origin, NEW.created, NEW.writer)
BEGIN SELECT RAISE(ABORT, 'an attempt keeps its section, number and origin'); END;

CREATE TRIGGER texts_are_not_deleted BEFORE DELETE ON texts
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
CREATE TRIGGER texts_are_not_replaced BEFORE INSERT ON texts
WHEN EXISTS (SELECT 1 FROM texts WHERE attempt = NEW.attempt)
BEGIN SELECT RAISE(ABORT, 'an attempt is never overwritten'); END;
CREATE TRIGGER finished_texts_stay BEFORE UPDATE ON texts
WHEN OLD.attempt <> NEW.attempt OR (SELECT outcome FROM attempts WHERE id = OLD.attempt) <> 'streaming'
BEGIN SELECT RAISE(ABORT, 'a finished attempt never changes'); END;
"""

_LOGS = "".join(
    f"""
CREATE TRIGGER {table}_are_not_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
CREATE TRIGGER {table}_are_not_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
"""
    for table in ("prompts", "decisions", "approvals")
) + "".join(
    f"""
CREATE TRIGGER {table}_are_not_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
"""
    for table in ("decisions", "approvals")
)

_SECOND = """
CREATE TABLE suggestion_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day INTEGER NOT NULL CHECK (day >= 0),
    profile TEXT,
    model TEXT,
    outcome TEXT NOT NULL,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cache_read_tokens INTEGER,
    cache_write_tokens INTEGER,
    cost_picousd INTEGER CHECK (cost_picousd >= 0),
    error TEXT,
    finished TEXT NOT NULL
) STRICT;

CREATE TABLE suggestions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    request INTEGER NOT NULL REFERENCES suggestion_requests (id),
    kind TEXT NOT NULL CHECK (kind IN ('section', 'lesson', 'day')),
    day INTEGER NOT NULL CHECK (day >= 1),
    lesson TEXT,
    title TEXT NOT NULL CHECK (title <> ''),
    reason TEXT NOT NULL CHECK (reason <> ''),
    outline TEXT NOT NULL,
    model TEXT,
    created TEXT NOT NULL,
    CHECK ((kind = 'section') = (lesson IS NOT NULL))
) STRICT;

CREATE TABLE suggestion_verdicts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES suggestions (number),
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'open')),
    made TEXT NOT NULL
) STRICT;
CREATE INDEX suggestion_verdicts_by_number ON suggestion_verdicts (number);

CREATE TABLE judgements (
    section TEXT NOT NULL,
    address TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    teaches INTEGER NOT NULL CHECK (teaches IN (0, 1)),
    quote TEXT NOT NULL,
    model TEXT NOT NULL,
    made TEXT NOT NULL
) STRICT;
CREATE INDEX judgements_by_text ON judgements (section, text_sha256);

CREATE TABLE token_counts (
    model TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    tokens INTEGER NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (model, text_sha256)
) STRICT;
CREATE INDEX token_counts_by_text ON token_counts (text_sha256);
"""

_SECOND_LOGS = "".join(
    f"""
CREATE TRIGGER {table}_are_not_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
CREATE TRIGGER {table}_are_not_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
CREATE TRIGGER {table}_are_not_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
BEGIN SELECT RAISE(ABORT, 'the {table} are a log: rows are only added'); END;
"""
    for table, key in (("suggestion_requests", "id"), ("suggestions", "number"), ("suggestion_verdicts", "id"))
)

_JOBS = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    section TEXT NOT NULL UNIQUE CHECK (section <> ''),
    feedback TEXT,
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    owner TEXT NOT NULL,
    attempt INTEGER
) STRICT;
"""

_BATCHES = """
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    profile TEXT NOT NULL,
    base_url TEXT NOT NULL,
    model TEXT NOT NULL,
    remote_id TEXT UNIQUE,
    writer TEXT,
    created TEXT NOT NULL,
    closed TEXT,
    released TEXT
) STRICT;

CREATE TABLE batch_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batches (id),
    custom_id TEXT NOT NULL UNIQUE,
    section TEXT NOT NULL CHECK (section <> ''),
    title TEXT NOT NULL,
    feedback TEXT,
    prompt_sha256 TEXT NOT NULL REFERENCES prompts (sha256),
    attempt INTEGER,
    UNIQUE (batch, section),
    FOREIGN KEY (section, attempt) REFERENCES attempts (section, number)
) STRICT;
CREATE INDEX batch_requests_awaited ON batch_requests (batch) WHERE attempt IS NULL;

CREATE TRIGGER batches_are_not_deleted BEFORE DELETE ON batches
BEGIN SELECT RAISE(ABORT, 'a batch is never deleted'); END;
CREATE TRIGGER batch_requests_are_not_deleted BEFORE DELETE ON batch_requests
BEGIN SELECT RAISE(ABORT, 'a batch is never deleted'); END;
CREATE TRIGGER batch_results_stay BEFORE UPDATE ON batch_requests
WHEN OLD.attempt IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the result of a batch is stored once'); END;
"""

_MONEY = """
CREATE TABLE judge_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lesson TEXT NOT NULL,
    profile TEXT,
    model TEXT,
    outcome TEXT NOT NULL,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cache_read_tokens INTEGER,
    cache_write_tokens INTEGER,
    cost_picousd INTEGER CHECK (cost_picousd >= 0),
    finished TEXT NOT NULL
) STRICT;

CREATE TABLE reservations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT,
    picousd INTEGER NOT NULL CHECK (picousd >= 0),
    section TEXT,
    attempt INTEGER,
    custom_id TEXT,
    made TEXT NOT NULL
) STRICT;
"""

_DRAFT_FILES = """
CREATE TABLE draft_files (
    name TEXT PRIMARY KEY,
    section TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    by_hand INTEGER NOT NULL
) STRICT;
"""

_UNDONE = """
CREATE TABLE undone_approvals (
    approval INTEGER PRIMARY KEY REFERENCES approvals (id),
    "commit" TEXT,
    undone TEXT NOT NULL
) STRICT;

CREATE TRIGGER undone_approvals_are_not_deleted BEFORE DELETE ON undone_approvals
BEGIN SELECT RAISE(ABORT, 'the undone approvals are a log: rows are only added'); END;
CREATE TRIGGER undone_approvals_are_not_changed BEFORE UPDATE ON undone_approvals
BEGIN SELECT RAISE(ABORT, 'the undone approvals are a log: rows are only added'); END;

CREATE TABLE approvals_under_way (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stroke TEXT NOT NULL,
    owner TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('approve', 'undo', 'drop')),
    lesson TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    before BLOB,
    text TEXT,
    blob TEXT,
    announced INTEGER NOT NULL,
    attempts TEXT NOT NULL,
    undoes TEXT,
    head TEXT,
    "commit" TEXT,
    begun TEXT NOT NULL,
    UNIQUE (stroke, lesson)
) STRICT;
"""

_BRANCHES = """
ALTER TABLE approvals_under_way ADD COLUMN branch TEXT;
"""

MIGRATIONS: tuple[str, ...] = (
    _FIRST + _LOGS,
    _SECOND + _SECOND_LOGS,
    _JOBS,
    _BATCHES,
    _MONEY,
    _DRAFT_FILES,
    _UNDONE,
    _BRANCHES,
)
"""SQL that leads from one `user_version` to the next, each run as one transaction."""
