"""The tables of one project, the same on SQLite and on PostgreSQL (there each project has its own schema).

Times are whole microseconds since 1970 UTC; truth is 0 or 1; documents are JSON text. Labels and items are
integers everywhere inside. No table counts its rows per act: `counter` and the columns of `item` are kept
up to date in the transaction of the act itself.
"""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()


def _number(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=str(default))


def _large(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def _truth(name: str) -> Column[int]:
    return Column(name, SmallInteger, nullable=False, server_default="0")


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


# What the project is: uuid, home, name, task, media, owner, status, ... each value as JSON.
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

label = Table(
    "label",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("parent", Integer),
    Column("name", Text, nullable=False),
    Column("color", Text, nullable=False),
    _words("description"),
    Column("examples", Text, nullable=False, server_default="[]"),
    _words("key"),
    _number("position"),
    _truth("retired"),
    Column("merged_into", Integer),
)

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("root", Text, nullable=False),
    Column("spec", Text, nullable=False, server_default="{}"),
    Column("refreshed_at", BigInteger),
)

# `rank` is the work order: a generation (items that joined together) before a seeded random number.
# `open`: somebody may still be asked. `votes`, `skips`, `drafts` count the answers in each state.
# `inode` and `fingerprint` know the file again when it has another name.
item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("source", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("name", Text),
    Column("group", Text),
    _number("frames", 1),
    Column("size", BigInteger),
    Column("mtime_ns", BigInteger),
    Column("reason", Text),
    Column("rank", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="unlabeled"),
    _truth("missing"),
    Column("open", SmallInteger, nullable=False, server_default="1"),
    _number("revision"),
    _number("votes"),
    _number("skips"),
    _number("drafts"),
    _number("suggestions"),
    Column("cluster", Integer),
    Column("inode", BigInteger),
    Column("fingerprint", BigInteger),
)
Index("item_open", item.c.rank, sqlite_where=item.c.open == 1, postgresql_where=item.c.open == 1)

# Texts of text projects, apart so that the rows of `item` stay short.
content = Table(
    "content",
    metadata,
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

# `done`: answers submitted or skipped; `held`: those of them whose item is still open to others.
annotator = Table(
    "annotator",
    metadata,
    Column("name", Text, primary_key=True),
    _number("done"),
    _number("held"),
)

# `made_by` is the kind of the edit that made this version; a "resolve" decides over all votes.
answer = Table(
    "answer",
    metadata,
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("annotator", Text, primary_key=True),
    _words("version"),
    Column("state", Text, nullable=False, server_default="unlabeled"),
    Column("annotations", Text, nullable=False, server_default="[]"),
    _words("note"),
    _number("revision"),
    _words("made_by"),
    Column("seconds", Float),
    Column("created_at", BigInteger, nullable=False),
)

answer_label = Table(
    "answer_label",
    metadata,
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("annotator", Text, primary_key=True),
    Column("label", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
)
Index("answer_label_label", answer_label.c.label, answer_label.c.item)

# One row per edit. `stack` says where an act stands: "" (not an act), "done", "undone" or "dropped".
# `finals` is how many answers it made final; `verdict` what was told, so that a resend hears the same.
edit = Table(
    "edit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("annotator", Text, nullable=False),
    _words("client"),
    Column("kind", Text, nullable=False),
    Column("origin", Text, nullable=False, server_default="page"),
    Column("undoes", Text),
    _words("at"),
    Column("seconds", Float),
    _number("items"),
    _number("finals"),
    _words("stack"),
    Column("verdict", Text, nullable=False, server_default="[]"),
    Column("created_at", BigInteger, nullable=False),
)
Index("edit_stack", edit.c.annotator, edit.c.stack, edit.c.seq)
Index("edit_finals", edit.c.seq, sqlite_where=edit.c.finals > 0, postgresql_where=edit.c.finals > 0)

# One row per item of an edit, append-only. `outcome`: applied, conflict or refused. `key` names the item
# as it was told, so that an unknown one is recorded too. `label_names` shows labels as they were.
# Of no edit and `touched`: the item stands otherwise though nobody answered it (see `standing.touch`).
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edit", Text, nullable=False),
    Column("item", Integer),
    _words("key"),
    Column("outcome", Text, nullable=False, server_default="applied"),
    Column("change", Text, nullable=False),
    Column("inverse", Text),
    Column("run", Integer),
    Column("label_names", Text, nullable=False, server_default="{}"),
)
Index("event_edit", event.c.edit)
Index("event_item", event.c.item)

claim = Table(
    "claim",
    metadata,
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("annotator", Text, primary_key=True),
    Column("expires", BigInteger, nullable=False),
)
Index("claim_annotator", claim.c.annotator)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("details", Text, nullable=False, server_default="{}"),
    Column("created_at", BigInteger, nullable=False),
)

# `id` becomes the id of the annotation when the suggestion is accepted. `state`: open, accepted,
# rejected or discarded; or `live`, one of those that the learning run keeps in memory (see `predicted`), once
# somebody has seen it: whether it is open that run says.
suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("item", Integer, nullable=False),
    Column("label", Integer, nullable=False),
    Column("annotation", Text, nullable=False),
    Column("score", Float),
    Column("uncertainty", Float),
    _truth("certified"),
    Column("state", Text, nullable=False, server_default="open"),
    Column("created_at", BigInteger, nullable=False),
)
Index("suggestion_item", suggestion.c.item)
Index("suggestion_run", suggestion.c.run, suggestion.c.state)

# Items drawn by chance that a person answers without seeing any suggestion. `kind`: "audit" (drawn by the
# certificate's plan, `weight` its share there) or "blind" (to measure how much suggestions sway people).
# `state`: asked, answered, skipped, or void when the answer came by another way than the page that asked.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item", Integer, nullable=False),
    Column("annotator", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("labels", Text, nullable=False, server_default="[]"),
    Column("created_at", BigInteger, nullable=False),
)
Index("audit_item", audit.c.item, audit.c.annotator, unique=True)

# Work for a model. `kind`: assist, own or gpt; no key in `options`. `state`: making, ready, running, paused,
# done, cancelled or failed. `owner` runs it and last said so at `beat`. `passed` items a person answered
# meanwhile. `held_*` are of requests with an unknown outcome, which may have been paid.
job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="making"),
    _words("reason"),
    Column("annotator", Text, nullable=False),
    Column("run", Integer),
    _words("owner"),
    _large("beat"),
    *[_number(name) for name in ("total", "done", "failed", "passed")],
    *[_large(name) for name in ("tokens_in", "tokens_out", "requests", "records")],
    *[_large(name) for name in ("held_in", "held_out", "held_requests")],
    _words("rehearsal"),
    Column("created_at", BigInteger, nullable=False),
)

# The items of a job; `rehearsal` 1 for those that people answered before. `state`: waiting, asked (and
# `reserved_*` is the most that it can cost), done, failed or passed. `said`: JSON of what the model said.
job_item = Table(
    "job_item",
    metadata,
    Column("job", Integer, primary_key=True, autoincrement=False),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("rehearsal", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    _number("tries"),
    _words("reason"),
    *[_number(name) for name in ("tokens_in", "tokens_out", "requests", "reserved_in", "reserved_out")],
    _number("reserved_requests"),
    _words("said"),
)
Index("job_item_state", job_item.c.job, job_item.c.rehearsal, job_item.c.state, job_item.c.seq)

# Answers that were paid for, by content, model, prompt and parameters.
reply = Table(
    "reply",
    metadata,
    Column("cache_key", Text, primary_key=True),
    Column("said", Text, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# Who agreed that items are sent to this address.
consent = Table(
    "consent",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
