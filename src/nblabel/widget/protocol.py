"""The messages between the kernel and the page, typed; `make types` writes the TypeScript from them.

Every message is an `Envelope` whose `body` is one of the structs below, chosen by `kind`. An *ask* carries
a `rid`; its answer (or `Failed`) carries the same one. The kernel's data messages carry a `seq` that the page
confirms with `Received`, so that a slow page is never flooded. `client` names one page; messages that it
does not address (`""`) are for all.
"""

from typing import Literal

from msgspec import Raw, Struct, field

from nblabel.values.annotation import Annotation
from nblabel.values.change import Answer, Change, Edit
from nblabel.values.query import Bulk, Query, Sort

PROTOCOL = 1
Status = Literal["running", "paused", "complete"]
# What the next page of work is to be: as learning thinks best, prelabels to confirm, or what teaches most.
Mode = Literal["automatic", "confirm", "teach"]
PageKind = Literal["manual", "clustered", "prelabelled"]
Phase = Literal["off", "embedding", "clustering", "learning", "ready", "paused", "failed"]
JobState = Literal["ready", "running", "paused", "done", "cancelled", "failed"]


class Envelope(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every message is wrapped in. Buffers travel beside it, in the order that the body names them."""

    v: int
    kind: str
    body: Raw
    rid: int | None = None
    seq: int | None = None
    client: str = ""


class Message(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all bodies; the envelope's `kind` is the class name in lower case."""

    @classmethod
    def word(cls) -> str:
        """The `kind` of an envelope with this body."""
        return cls.__name__.lower()


# --- page to kernel -----------------------------------------------------------------------------------


class Hello(Message, frozen=True):
    """Ask, answered by `Welcome`: a page has opened. `count` tiles of `size` device pixels fit its layout.

    `have` are the items whose pictures came along with the widget itself.
    """

    count: int
    size: int
    have: list[str] = field(default_factory=list)


class Started(Message, frozen=True):
    """Ask, answered by `Done`: the person has read these instructions and pressed Start labeling."""


class Work(Message, frozen=True):
    """Ask, answered by `Page`: the next `count` open items in work order, none of `exclude`.

    Their pictures of `size` follow unasked; with `ahead` they come after everything asked for by name.
    """

    count: int
    size: int
    exclude: list[str] = field(default_factory=list)
    ahead: bool = False
    mode: Mode = "automatic"


class Look(Message, frozen=True):
    """Ask, answered by `Page`: these items as they are now, in this order; pictures when `size` is not 0."""

    items: list[str]
    size: int = 0


class Want(Message, frozen=True):
    """Pictures to send next, in this order, before all others; replaces the earlier `Want` of this page.

    `frame` of each, counted from 0.
    """

    items: list[str]
    size: int
    frame: int = 0


class Measure(Message, frozen=True):
    """Ask, answered by `Measured`: the stored values of this frame, its longer side at most `size` pixels."""

    item: str
    size: int
    frame: int = 0


class Guide(Message, frozen=True):
    """Ask, answered by `Guided`: the instructions as they are to be shown."""


class Propose(Message, frozen=True):
    """Ask, answered by `Proposed`: the outline of the thing in `box` that has the points `inside` in it and
    those `outside` not.

    `box` is [x, y, width, height] or [], points are [x, y], all in image pixels. With neither a box nor a
    point inside, the kernel only makes ready for the frame. Of the asks of one page the newest counts: an
    older one that is not worked out yet fails.
    """

    item: str
    frame: int = 0
    box: list[float] = field(default_factory=list)
    inside: list[list[float]] = field(default_factory=list)
    outside: list[list[float]] = field(default_factory=list)


class Levels(Message, frozen=True):
    """Ask, answered by `Leveled`: the tiles of a frame that is too large to be sent whole.

    The first ask begins to make them; ask again until `ready` is 1.
    """

    item: str
    frame: int = 0


class Piece(Message, frozen=True):
    """Ask, answered by `Tiled`: the tile in column `x` and row `y` of a level, counted from 0.

    Level 0 is the full size, each further one half of the one before, rounded up.
    """

    item: str
    level: int
    x: int
    y: int
    frame: int = 0


class Arrange(Message, frozen=True):
    """Ask, answered by `Arranged`: the items that `query` finds, in its order, for this page to look through.

    The first `count` of them come with the answer, and their pictures of `size` follow unasked.
    """

    query: Query
    count: int = 0
    size: int = 0


class Rows(Message, frozen=True):
    """Ask, answered by `Stretch`: items `start` to `start + count` of the arrangement `view`.

    Their pictures of `size` follow unless it is 0; they take the place of pictures asked for before.
    """

    view: int
    start: int
    count: int
    size: int = 0


class Locate(Message, frozen=True):
    """Ask, answered by `Place`: where this item is in the arrangement `view`."""

    view: int
    item: str


class Facets(Message, frozen=True):
    """Ask, answered by `Facts`: what there is to filter and sort by."""


class Save(Message, frozen=True):
    """Ask, answered by `Saved`: edits in the order they were made. `annotator` is who made them.

    `project` is the uuid of the project they were made in; another one than the kernel's is refused.
    """

    project: str
    annotator: str
    edits: list[Edit]


class Received(Message, frozen=True):
    """The page has taken the data message `seq` of the kernel."""

    seq: int


class Steps(Message, frozen=True):
    """Ask, answered by `Stack`: more acts than `Welcome` told, done ones older than the act `before`, or
    undone ones newer than the act `after`."""

    before: str = ""
    after: str = ""


class Refresh(Message, frozen=True):
    """Ask, answered by `Refreshed`: look at every source again. `Refreshing` tells how far it is."""


class Backup(Message, frozen=True):
    """Ask, answered by `Copy`: make a copy of the project's file, for this page to fetch."""


class Fetch(Message, frozen=True):
    """Ask, answered by `Part`: the bytes of `copy` from `start` on."""

    copy: str
    start: int


class Drawn(Message, frozen=True):
    """Ask, answered by `DrawnOn`: which size had the picture when regions were drawn on it?"""

    item: str


class Read(Message, frozen=True):
    """Ask, answered by `Passage`: the text of a document from `start` on, at most `count` code points."""

    item: str
    start: int = 0
    count: int = 65_536


class Assist(Message, frozen=True):
    """Ask, answered by `Training`: begin, end, halt or go on learning. `target`: the share of right ones that
    prelabels are to promise from now on, above 0 and below 1."""

    act: Literal["start", "stop", "pause", "resume", "promise"]
    target: float | None = None


class GptDraft(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A model behind an endpoint, as the person typed it; never a key. `base_url` "" is OpenAI's own.

    Prices are money per million tokens, None when they are not known: no cost is told then.
    """

    model: str
    base_url: str = ""
    azure: bool = False
    api_version: str = ""
    price_in: float | None = None
    price_out: float | None = None


class ItemsChosen(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which items a job is about: all that are open, the next `count` of them, those that `query` finds,
    those of `keys`, or a selection too large for that (`chosen`, whose act does not matter)."""

    kind: Literal["open", "count", "query", "keys", "chosen"] = "open"
    count: int = 0
    query: Query | None = None
    keys: list[str] = field(default_factory=list)
    chosen: Bulk | None = None


class BudgetInfo(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a job may spend at most; None: no limit. `monthly`: all of the person's jobs at the same endpoint
    together, in a calendar month."""

    money: float | None = None
    tokens: int | None = None
    records: int | None = None
    requests: int | None = None
    monthly: float | None = None


class Draft(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A job as the person has put it together. `model` is the id of a `ModelInfo`; `gpt` goes with the one
    called "gpt". `labels` None: all. `consent`: the person agrees that the items go to the endpoint."""

    model: str
    gpt: GptDraft | None = None
    labels: list[int] | None = None
    items: ItemsChosen = field(default_factory=ItemsChosen)
    budget: BudgetInfo = field(default_factory=BudgetInfo)
    consent: bool = False


class Choices(Message, frozen=True):
    """Ask, answered by `Models`: what is there to make a job of?"""


class Plan(Message, frozen=True):
    """Ask, answered by `Planned`: what would this job be? Nothing leaves the machine, nothing is kept."""

    draft: Draft


class Job(Message, frozen=True):
    """Ask, answered by `Jobs`: something is to be done with a job, or with the `draft` of a new one.

    A draft goes with "create", "start" and "rehearse". "rehearse" asks for `count` items that people have
    answered. "discard" takes away what it suggests and is still open; "accept" and "reject" judge all of it.
    """

    act: Literal["create", "start", "pause", "resume", "cancel", "rehearse", "discard", "accept", "reject"]
    job: int = 0
    draft: Draft | None = None
    count: int = 50


class Detail(Message, frozen=True):
    """Ask, answered by `Details`: which items of this job failed, and where its rehearsal disagreed?"""

    job: int


class Live(Message, frozen=True):
    """Ask, answered by `Jobs`: from now on suggest labels for the items of each page as it is shown, or, not
    `on`, no longer. It is one job, which grows with the pages. `model` and `gpt` as in `Draft`."""

    on: bool
    model: str = ""
    gpt: GptDraft | None = None
    budget: BudgetInfo = field(default_factory=BudgetInfo)
    consent: bool = False


class Name(Message, frozen=True):
    """Ask, answered by `Named`: which names would fit what these items have in common? `model` and `gpt` as
    in `Draft`."""

    items: ItemsChosen
    model: str
    gpt: GptDraft | None = None
    consent: bool = False


class AddLabel(Message, frozen=True):
    """Ask, answered by `Done`: put this label into the palette. `path` as people write it."""

    path: str
    description: str = ""


class Ping(Message, frozen=True):
    """Ask, answered by `Done`: is anybody there?"""


class Bye(Message, frozen=True):
    """The page shows this widget no longer; it wants nothing more of it."""


class View(Message, frozen=True):
    """What the page shows now, for `Labeler.current`, `.selected`, `.page`, `.unsaved`.

    `query` is what it looks through, None for the work queue; `chosen` a selection too large for `selected`,
    as the act that would be done to it.
    """

    current: str
    selected: list[str]
    page: list[str]
    unsaved: int
    query: Query | None = None
    chosen: Bulk | None = None


# --- kernel to page -----------------------------------------------------------------------------------


class LabelInfo(Message, frozen=True):
    """A label of the palette, in palette order (depth first). `key` is its own key, or "" for its place's."""

    id: int
    path: str
    name: str
    depth: int
    color: str
    key: str = ""
    description: str = ""
    parent: int | None = None
    retired: bool = False
    merged_into: int | None = None


class Suggested(Message, frozen=True):
    """An open suggestion of the run `run`, whose `origin` is `assist`, `job` or `import`.

    Accepted, it becomes an annotation with the same id. `certified`: it carries the promise and is filled in.
    """

    annotation: Annotation
    run: int
    origin: str = "import"
    score: float | None = None
    certified: bool = False


class ItemInfo(Message, frozen=True):
    """An item as one annotator sees it: never another's answer. `reason` says why it is broken.

    Of a document `text` is the beginning and `length` how many code points it has in all; `suggested` are
    the open suggestions, best first. `blind`: this person's answer is a check of the machine, given before
    any suggestion was shown. `cluster` is -1 for none; `doubt` says why the item's answer may be wrong.
    """

    item: str
    name: str
    answer: Answer
    broken: bool = False
    reason: str = ""
    frames: int = 1
    text: str = ""
    length: int = 0
    suggested: list[Suggested] = field(default_factory=list)
    cluster: int = -1
    blind: bool = False
    doubt: str = ""


class Act(Message, frozen=True):
    """One step of undo or redo that the kernel remembers for this page, oldest first.

    `changes` take it back (or do it again, when `undone`), each with the version it must find as `base`;
    empty with `items > 0` when they are too many to send: the kernel then works them out.
    """

    edit: str
    kind: str
    items: int
    undone: bool = False
    changes: list[Change] = field(default_factory=list)


class Stack(Message, frozen=True):
    """Answer to `Steps`, oldest first; empty when there are no more."""

    acts: list[Act]


class Progress(Message, frozen=True):
    """`project.progress()`, pushed after every change; `per_label` is keyed by label id.

    `last_refresh` is when the sources were last looked at (ISO 8601, UTC), "" when never; `sources` is how
    many there are.
    """

    total: int
    unlabeled: int
    draft: int
    submitted: int
    skipped: int
    voting: int
    needs_review: int
    broken: int
    suggested: int
    per_label: dict[str, int]
    mine: int
    per_hour: float | None = None
    seconds_left: float | None = None
    last_refresh: str = ""
    sources: int = 0


class Labels(Message, frozen=True):
    """Pushed when labels change: the whole palette."""

    labels: list[LabelInfo]


class Quality(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How well a label is learnt, on answers that the model had not seen; shares from 0 to 1, None unknown.

    `missing`: so many answers more before it is suggested at all. `certified`: open items filled in with it.
    """

    label: int
    precision: float | None = None
    precision_low: float | None = None
    precision_high: float | None = None
    recall: float | None = None
    missing: int = 0
    certified: int = 0


class Threshold(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Open items with at least this score: how many, and the share of checks like them that was right."""

    score: float
    count: int
    accuracy: float | None = None


class Training(Message, frozen=True):
    """Pushed when learning has come further, and answer to `Assist`; `project.assist.status()` for the panel.

    `fraction` of the phase is done. `notice` says what the person should know of features or device, `error`
    why learning halted. `curve`: [answers, accuracy, low, high] of each run. `promise` is the certificate's
    sentence, `certified` the open items that it lets fill in, `needed` the checks that are lacking. `pull`:
    how much more often people agree with a suggestion that they see. `hint`: whether more labels still
    help. `rare`: labels with too few answers for what is likely there.
    """

    phase: Phase = "off"
    fraction: float = 0.0
    run: int = 0
    device: str = ""
    features: str = ""
    notice: str = ""
    answers: int = 0
    accuracy: float | None = None
    accuracy_low: float | None = None
    accuracy_high: float | None = None
    curve: list[list[float]] = field(default_factory=list)
    per_label: list[Quality] = field(default_factory=list)
    target: float = 0.9
    confidence: float = 0.9
    promise: str = ""
    certified: int = 0
    checks: int = 0
    needed: int | None = None
    thresholds: list[Threshold] = field(default_factory=list)
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    seconds_saved: float | None = None
    pull: float | None = None
    hint: str = ""
    rare: list[int] = field(default_factory=list)
    error: str = ""


class Offered(Message, frozen=True):
    """Pushed after a run, and while a job goes on: the open suggestions now, best first, of those items that
    this page shows and that have others than it was told last."""

    run: int
    items: dict[str, list[Suggested]]


class ModelInfo(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A model that a job can be made of. `id`: "assist" is what learning says now, "gpt" any endpoint, as the
    person describes it, others were given by a program. `accuracy` with its interval is measured on answers;
    `note` says why there is none, or why the model cannot be taken now. `endpoint`: where items go, "" when
    they stay here; `consent`: nobody has agreed to that yet."""

    id: str
    name: str
    kind: Literal["assist", "gpt", "own"]
    accuracy: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    endpoint: str = ""
    consent: bool = False


class LabelQuality(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many answers have this label, and how well learning knows it; None: not known. `poor`: too badly to
    be suggested unseen."""

    label: int
    count: int
    precision: float | None = None
    recall: float | None = None
    poor: bool = False


class Models(Message, frozen=True):
    """Answer to `Choices`. `key`, `azure_key`: whether the kernel's environment has a key (never which);
    `endpoint` is OpenAI's address there, `last` the endpoint that this project used last. `why` says why no
    job can be made here, "" when one can."""

    models: list[ModelInfo]
    labels: list[LabelQuality]
    key: bool = False
    azure_key: bool = False
    endpoint: str = ""
    last: GptDraft | None = None
    why: str = ""


class Planned(Message, frozen=True):
    """Answer to `Plan`. `text_records` are thousands of characters begun; tokens and cost are ranges, cost
    None without prices. `endpoint`: where items go, "" for nowhere; `consent`: the person must agree first.
    `poor`: labels that are badly known. `rehearsable`: so many of people's answers can be rehearsed on.
    `variable`: the variable of the kernel's environment that lacks a key for the endpoint, "" when none does.
    `trouble` says why it cannot be started as it is."""

    items: int
    labels: int
    text_records: int = 0
    tokens_low: int = 0
    tokens_high: int = 0
    cost_low: float | None = None
    cost_high: float | None = None
    endpoint: str = ""
    consent: bool = False
    warnings: list[str] = field(default_factory=list)
    poor: list[int] = field(default_factory=list)
    rehearsable: int = 0
    variable: str = ""
    trouble: str = ""


class Rehearsed(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a rehearsal went for a label (0: for all of them): `count` of people's answers have it; shares from
    0 to 1, None where there was nothing to go by, with the interval of the precision. `poor`: too bad to be
    suggested unseen."""

    label: int
    count: int
    precision: float | None = None
    low: float | None = None
    high: float | None = None
    recall: float | None = None
    poor: bool = False


class JobInfo(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A job as it stands. `done` (failed ones among them) of `total` items; `left` were answered by people
    meanwhile. `suggested`: what it says and nobody has judged yet, of the run `run`. `live`: it grows with
    the pages. `rehearsing`: it asks for answered items now. `created`: ISO 8601, UTC."""

    id: int
    model: str
    kind: Literal["assist", "gpt", "own"]
    state: JobState
    reason: str = ""
    done: int = 0
    total: int = 0
    failed: int = 0
    left: int = 0
    tokens: int = 0
    cost: float | None = None
    budget: BudgetInfo = field(default_factory=BudgetInfo)
    run: int = 0
    suggested: int = 0
    created: str = ""
    endpoint: str = ""
    live: bool = False
    rehearsing: bool = False
    rehearsal: list[Rehearsed] = field(default_factory=list)


class Jobs(Message, frozen=True):
    """Answer to `Job` and `Live`, and pushed as jobs go on: all of them, the newest first. `job`: the one
    that the ask was about; `live`: the one that grows with the pages of this widget, -1 before the first of
    them; 0 for none."""

    jobs: list[JobInfo]
    job: int = 0
    live: int = 0


class FailedItem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An item that has no answer of a job, and why."""

    item: str
    reason: str


class Disagreement(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An item of a rehearsal: what people answered and what the model said, in words for the person."""

    item: str
    answered: str
    said: str


class Details(Message, frozen=True):
    """Answer to `Detail`: the first of each."""

    job: int
    failed: list[FailedItem] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)


class NamedLabel(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A name that a model proposes, and what it means by it."""

    name: str
    description: str = ""


class Named(Message, frozen=True):
    """Answer to `Name`."""

    labels: list[NamedLabel]


class Welcome(Message, frozen=True):
    """Answer to `Hello`: everything a page needs to draw itself; the first page's pictures follow."""

    project: str
    name: str
    task: str
    media: str
    annotator: str
    status: Status
    labels: list[LabelInfo]
    instructions: str
    started: bool
    progress: Progress
    page: list[ItemInfo]
    acts: list[Act]
    former: list[str] = field(default_factory=list)
    durable: bool = True
    query: Query | None = None
    kind: PageKind = "manual"
    training: Training | None = None
    jobs: Jobs | None = None


class Page(Message, frozen=True):
    """Answer to `Work` and `Look`. `left` is how many items are open to this annotator in all.

    All items of a page of work are of one `kind`, but for those that are `blind`.
    """

    items: list[ItemInfo]
    left: int
    kind: PageKind = "manual"


class Arranged(Message, frozen=True):
    """Answer to `Arrange`: the arrangement's number, how many items it has, and the first of them."""

    view: int
    count: int
    items: list[ItemInfo] = field(default_factory=list)


class Stretch(Message, frozen=True):
    """Answer to `Rows`: the items from `start` on; fewer than asked for at the end."""

    view: int
    start: int
    items: list[ItemInfo]


class Place(Message, frozen=True):
    """Answer to `Locate`: counted from 0, or -1 when the item is not in the arrangement."""

    place: int


class Facts(Message, frozen=True):
    """Answer to `Facets`: `states` and `labels` (by id) with how many items each, the values there are of the
    others, whether there are scores and doubts, and the `sorts` that mean something now."""

    states: dict[str, int]
    labels: dict[str, int]
    groups: list[str]
    annotators: list[str]
    sources: list[str]
    runs: list[int]
    clusters: list[int]
    suggested: list[int]
    scores: bool
    sorts: list[Sort]


class Working(Message, frozen=True):
    """Pushed while a bulk edit is stored: how many of its items are done."""

    edit: str
    done: int
    total: int


class Tile(Message, frozen=True):
    """A picture on a `Sheet`: its corner and size there, and those of the upright original, in pixels.

    `w` is 0 with a `reason`, when there is no picture.
    """

    item: str
    x: int
    y: int
    w: int
    h: int
    width: int = 0
    height: int = 0
    reason: str = ""


class Sheet(Message, frozen=True):
    """Data message: many small pictures in one, the only buffer (none when no tile has a picture)."""

    size: int
    tiles: list[Tile]
    type: str = "image/jpeg"


class Window(Message, frozen=True):
    """Which values become black and white; `center` and `width` in the values' own unit.

    "linear" and "sigmoid" are DICOM's LINEAR and SIGMOID, "exact" its LINEAR_EXACT. Greys are rounded.
    """

    name: str
    center: float
    width: float
    curve: Literal["linear", "exact", "sigmoid"] = "linear"


class Measured(Message, frozen=True):
    """Answer to `Measure`. The one buffer: `width` x `height` stored values, row by row, little endian.

    `type` is "" and there is no buffer for an ordinary picture. `full_width` and `full_height` are those of
    the upright original. A value is `stored * slope + intercept`; `inverted`: the greatest is black.
    `windows`: the file's own, then those worked out. `tabled`: the kernel shows it by a table of the file,
    which none of the windows equals; else it shows it by the first one. `low` and `high`: least and
    greatest value.
    """

    width: int
    height: int
    full_width: int
    full_height: int
    type: Literal["", "u8", "i8", "u16", "i16", "f32"] = ""
    slope: float = 1.0
    intercept: float = 0.0
    inverted: bool = False
    tabled: bool = False
    low: float = 0.0
    high: float = 0.0
    windows: list[Window] = field(default_factory=list)


class Prose(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the instructions: an element `tag` with what is `inside`, or without one a text.

    `link` is where a link leads, or a picture as a data URL; `text` is then its description.
    """

    tag: str = ""
    text: str = ""
    link: str = ""
    inside: "list[Prose]" = field(default_factory=list)


class Guided(Message, frozen=True):
    """Answer to `Guide`."""

    nodes: list[Prose]


class DrawnOn(Message, frozen=True):
    """Answer to `Drawn`: width and height in pixels, 0 when they are not known."""

    width: int = 0
    height: int = 0


class Passage(Message, frozen=True):
    """Answer to `Read`: `text` begins at the code point `start` of a document of `length` code points.

    `lost`: annotations whose text is not there any more since the file was changed, by id, with the text
    that each of them marked.
    """

    start: int
    text: str
    length: int
    lost: dict[str, str] = field(default_factory=dict)


class Proposed(Message, frozen=True):
    """Answer to `Propose`: the outline as rings [[x, y], ...] in image pixels, rounded to 0.01, even-odd, and
    the same pixels as a mask of the frame's size.

    `parts` is empty and `rle` is "" when nothing was found. `score`: how sure the proposer is, 0 to 1.
    """

    parts: list[list[list[float]]] = field(default_factory=list)
    rle: str = ""
    score: float = 0.0


class Leveled(Message, frozen=True):
    """Answer to `Levels`: the size of the upright original, of a tile (those at the right and lower edge may
    be smaller), and how many levels there are.

    `tile` is 0 when the picture is to be shown whole. `ready`: the share of the tiles that is made, 0 to 1;
    before it is 1 there are none to ask for.
    """

    width: int
    height: int
    tile: int = 0
    levels: int = 0
    ready: float = 1.0


class Tiled(Message, frozen=True):
    """Answer to `Piece`: a tile of `width` x `height` pixels, encoded; the one buffer."""

    width: int
    height: int
    type: str = "image/jpeg"


class Picture(Message, frozen=True):
    """One picture of a `Pictures` message. `buffer` is its place in the buffers, or -1 with a `reason`.

    `width` and `height` are those of the upright original in pixels.
    """

    item: str
    size: int
    buffer: int
    width: int = 0
    height: int = 0
    type: str = "image/jpeg"
    reason: str = ""
    frame: int = 0


class Pictures(Message, frozen=True):
    """Data message: encoded pictures, one buffer each."""

    pictures: list[Picture]


class Refusal(Message, frozen=True):
    """An item of an edit that was not applied, though kept in the history; `now` is how the item stands.

    `conflict`: it was changed elsewhere since `base`. `refused`: it can never be (the reason says why).
    """

    item: str
    why: Literal["conflict", "refused"]
    reason: str
    now: ItemInfo | None = None


class Verdict(Message, frozen=True):
    """What became of one edit. `refusals` is empty when all of it was applied (or was already)."""

    edit: str
    refusals: list[Refusal] = field(default_factory=list)


class Saved(Message, frozen=True):
    """Answer to `Save`: a verdict for each edit that is now in the store; the rest must be sent again.

    `trouble` says why some are missing (the disk is full, the project is paused), in words for the person.
    """

    verdicts: list[Verdict]
    trouble: str = ""


class Changed(Message, frozen=True):
    """Pushed hint: these items have other answers than before (another page, another kernel, a script).

    `client` names the page that did it ("" for none), so that it can ignore the echo. `all` when too many.
    """

    items: list[str]
    client: str = ""
    all: bool = False


class About(Message, frozen=True):
    """Pushed when the project itself changes: its status or its instructions."""

    status: Status
    instructions: str
    started: bool


class Steer(Message, frozen=True):
    """Pushed by `Labeler.submit()`, `.show(item)` and `.filter(**where)`; `select`: what the filter shows is
    selected, too."""

    act: Literal["submit", "show", "filter"]
    item: str = ""
    query: Query | None = None
    select: bool = False


class Refreshing(Message, frozen=True):
    """Pushed to every page while sources are looked at, by whomever: how many files so far."""

    done: int


class Refreshed(Message, frozen=True):
    """Answer to `Refresh`, and pushed to every page after any refresh: how many items joined, changed
    (`renamed` among them) or went missing, how many files cannot be read, and when (ISO 8601, UTC).

    Pictures of items may have changed when `updated` is not 0. `trouble` says why a source could not be
    looked at, in words for the person. `flagged` spans have lost their text.
    """

    added: int
    updated: int
    renamed: int
    missing: int
    failed: int
    at: str
    trouble: str = ""
    flagged: int = 0


class Copy(Message, frozen=True):
    """Answer to `Backup`: a copy called `name` of `size` bytes is ready to be fetched as `copy`."""

    copy: str
    name: str
    size: int


class Part(Message, frozen=True):
    """Answer to `Fetch`, with one buffer of at most 512 KiB. `start` + its length = size: that was all."""

    start: int


class Done(Message, frozen=True):
    """Answer to an ask that gives nothing back."""


class Failed(Message, frozen=True):
    """Answer to any ask that could not be met, in words for the person."""

    message: str


FROM_PAGE: tuple[type[Message], ...] = (
    Hello,
    Started,
    Work,
    Look,
    Want,
    Measure,
    Drawn,
    Guide,
    Propose,
    Levels,
    Piece,
    Arrange,
    Rows,
    Locate,
    Facets,
    Save,
    Received,
    Steps,
    Refresh,
    Backup,
    Fetch,
    Read,
    Assist,
    Choices,
    Plan,
    Job,
    Detail,
    Live,
    Name,
    AddLabel,
    Ping,
    Bye,
    View,
)
FROM_KERNEL: tuple[type[Message], ...] = (
    Welcome,
    Page,
    Arranged,
    Stretch,
    Place,
    Facts,
    Working,
    Sheet,
    Pictures,
    Measured,
    DrawnOn,
    Guided,
    Passage,
    Proposed,
    Leveled,
    Tiled,
    Saved,
    Stack,
    Changed,
    Labels,
    Progress,
    Training,
    Offered,
    Models,
    Planned,
    Jobs,
    Details,
    Named,
    About,
    Steer,
    Refreshing,
    Refreshed,
    Copy,
    Part,
    Done,
    Failed,
)
