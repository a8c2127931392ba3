// Written by `npm run types` from src/nblabel/widget/protocol.py: edit that, not this.

export interface Messages {
  Hello: Hello;
  Started: Started;
  Work: Work;
  Look: Look;
  Want: Want;
  Measure: Measure;
  Drawn: Drawn;
  Guide: Guide;
  Propose: Propose;
  Levels: Levels;
  Piece: Piece;
  Arrange: Arrange;
  Query: Query;
  Where: Where;
  Rows: Rows;
  Locate: Locate;
  Facets: Facets;
  Save: Save;
  Edit: Edit;
  Change: Change;
  Annotation: Annotation;
  Whole: Whole;
  Rectangle: Rectangle;
  Rings: Rings;
  Pixels: Pixels;
  Range: Range;
  Bulk: Bulk;
  Between: Between;
  Received: Received;
  Steps: Steps;
  Refresh: Refresh;
  Backup: Backup;
  Fetch: Fetch;
  Read: Read;
  Assist: Assist;
  Choices: Choices;
  Plan: Plan;
  Draft: Draft;
  GptDraft: GptDraft;
  ItemsChosen: ItemsChosen;
  BudgetInfo: BudgetInfo;
  Job: Job;
  Detail: Detail;
  Live: Live;
  Name: Name;
  AddLabel: AddLabel;
  Ping: Ping;
  Bye: Bye;
  View: View;
  Welcome: Welcome;
  LabelInfo: LabelInfo;
  Progress: Progress;
  ItemInfo: ItemInfo;
  Answer: Answer;
  Suggested: Suggested;
  Act: Act;
  Training: Training;
  Quality: Quality;
  Threshold: Threshold;
  Jobs: Jobs;
  JobInfo: JobInfo;
  Rehearsed: Rehearsed;
  Page: Page;
  Arranged: Arranged;
  Stretch: Stretch;
  Place: Place;
  Facts: Facts;
  Working: Working;
  Sheet: Sheet;
  Tile: Tile;
  Pictures: Pictures;
  Picture: Picture;
  Measured: Measured;
  Window: Window;
  DrawnOn: DrawnOn;
  Guided: Guided;
  Prose: Prose;
  Passage: Passage;
  Proposed: Proposed;
  Leveled: Leveled;
  Tiled: Tiled;
  Saved: Saved;
  Verdict: Verdict;
  Refusal: Refusal;
  Stack: Stack;
  Changed: Changed;
  Labels: Labels;
  Offered: Offered;
  Models: Models;
  ModelInfo: ModelInfo;
  LabelQuality: LabelQuality;
  Planned: Planned;
  Details: Details;
  FailedItem: FailedItem;
  Disagreement: Disagreement;
  Named: Named;
  NamedLabel: NamedLabel;
  About: About;
  Steer: Steer;
  Refreshing: Refreshing;
  Refreshed: Refreshed;
  Copy: Copy;
  Part: Part;
  Done: Done;
  Failed: Failed;
}
/**
 * Ask, answered by `Welcome`: a page has opened. `count` tiles of `size` device pixels fit its layout.
 *
 *     `have` are the items whose pictures came along with the widget itself.
 */
export interface Hello {
  count: number;
  size: number;
  have: string[];
}
/**
 * Ask, answered by `Done`: the person has read these instructions and pressed Start labeling.
 */
export interface Started {}
/**
 * Ask, answered by `Page`: the next `count` open items in work order, none of `exclude`.
 *
 *     Their pictures of `size` follow unasked; with `ahead` they come after everything asked for by name.
 */
export interface Work {
  count: number;
  size: number;
  exclude: string[];
  ahead: boolean;
  mode: "automatic" | "confirm" | "teach";
}
/**
 * Ask, answered by `Page`: these items as they are now, in this order; pictures when `size` is not 0.
 */
export interface Look {
  items: string[];
  size: number;
}
/**
 * Pictures to send next, in this order, before all others; replaces the earlier `Want` of this page.
 *
 *     `frame` of each, counted from 0.
 */
export interface Want {
  items: string[];
  size: number;
  frame: number;
}
/**
 * Ask, answered by `Measured`: the stored values of this frame, its longer side at most `size` pixels.
 */
export interface Measure {
  item: string;
  size: number;
  frame: number;
}
/**
 * Ask, answered by `DrawnOn`: which size had the picture when regions were drawn on it?
 */
export interface Drawn {
  item: string;
}
/**
 * Ask, answered by `Guided`: the instructions as they are to be shown.
 */
export interface Guide {}
/**
 * Ask, answered by `Proposed`: the outline of the thing in `box` that has the points `inside` in it and
 *     those `outside` not.
 *
 *     `box` is [x, y, width, height] or [], points are [x, y], all in image pixels. With neither a box nor a
 *     point inside, the kernel only makes ready for the frame. Of the asks of one page the newest counts: an
 *     older one that is not worked out yet fails.
 */
export interface Propose {
  item: string;
  frame: number;
  box: number[];
  inside: number[][];
  outside: number[][];
}
/**
 * Ask, answered by `Leveled`: the tiles of a frame that is too large to be sent whole.
 *
 *     The first ask begins to make them; ask again until `ready` is 1.
 */
export interface Levels {
  item: string;
  frame: number;
}
/**
 * Ask, answered by `Tiled`: the tile in column `x` and row `y` of a level, counted from 0.
 *
 *     Level 0 is the full size, each further one half of the one before, rounded up.
 */
export interface Piece {
  item: string;
  level: number;
  x: number;
  y: number;
  frame: number;
}
/**
 * Ask, answered by `Arranged`: the items that `query` finds, in its order, for this page to look through.
 *
 *     The first `count` of them come with the answer, and their pictures of `size` follow unasked.
 */
export interface Arrange {
  query: Query;
  count: number;
  size: number;
}
/**
 * A filter and an order. `like`: for the sort "similar", the items that the others are compared to;
 *     `limit`: only so many of the first, 0 for all.
 */
export interface Query {
  where: Where;
  sort: "certain" | "cluster" | "doubt" | "name" | "newest" | "similar" | "uncertain" | "work";
  like: string[];
  limit: number;
}
/**
 * A filter; an empty one lets everything through. A list means any of its values.
 *
 *     `label` and `suggested` are label ids and stand for the labels under them too. `state` is the project's
 *     view of an item, `annotator` who answered it, `source` what an annotation was made by (`human`, ...),
 *     `text` a part of the item's key, in any case. Scores speak of open suggestions.
 */
export interface Where {
  state: ("broken" | "draft" | "needs_review" | "skipped" | "submitted" | "unlabeled" | "voting")[];
  label: number[];
  suggested: number[];
  certified: boolean | null;
  min_score: number | null;
  max_score: number | null;
  cluster: number[];
  annotator: string[];
  source: string[];
  run: number[];
  doubt: boolean | null;
  text: string;
  group: string[];
  ids: string[];
}
/**
 * Ask, answered by `Stretch`: items `start` to `start + count` of the arrangement `view`.
 *
 *     Their pictures of `size` follow unless it is 0; they take the place of pictures asked for before.
 */
export interface Rows {
  view: number;
  start: number;
  count: number;
  size: number;
}
/**
 * Ask, answered by `Place`: where this item is in the arrangement `view`.
 */
export interface Locate {
  view: number;
  item: string;
}
/**
 * Ask, answered by `Facts`: what there is to filter and sort by.
 */
export interface Facets {}
/**
 * Ask, answered by `Saved`: edits in the order they were made. `annotator` is who made them.
 *
 *     `project` is the uuid of the project they were made in; another one than the kernel's is refused.
 */
export interface Save {
  project: string;
  annotator: string;
  edits: Edit[];
}
/**
 * One act: one gesture, one transaction, one step of undo.
 *
 *     `id` is a ULID made where the act happened, so sending it twice is harmless. `undoes` names the edit
 *     that an undo takes back or a redo does again (for both, the original edit); with no `changes`, the store
 *     works them out from what it kept.
 *     `at` is the time of the act (ISO 8601, UTC); `seconds` the time the person took. With `bulk` there are no
 *     `changes` either: the store works out what it means and to which items.
 */
export interface Edit {
  id: string;
  kind: "accept" | "annotate" | "import" | "redo" | "reject" | "resolve" | "skip" | "submit" | "undo";
  changes: Change[];
  undoes: string | null;
  at: string;
  seconds: number | null;
  client: string;
  bulk: Bulk | null;
}
/**
 * What an edit does to one item's answer.
 *
 *     `put` adds annotations, or replaces those with the same id; `drop` removes by id; `state` and `note`
 *     replace when given. `base` is the version of the answer that it was made on, `becomes` the version it
 *     makes: the edit's id when None, the earlier version when an undo or redo restores one. `reject` closes
 *     open suggestions of the item by id, `reopen` takes that back; neither is part of the answer. `blind`: the
 *     answer is a check of the machine, given on the page of work that asked for it.
 */
export interface Change {
  item: string;
  base: string;
  put: Annotation[];
  drop: string[];
  state: ("draft" | "skipped" | "submitted" | "unlabeled") | null;
  note: string | null;
  becomes: string | null;
  reject: string[];
  reopen: string[];
  blind: boolean;
}
/**
 * One annotation as stored and sent. `id` is a ULID, unique in the project; `label` is a label's id.
 *
 *     `rank` is where it lies among the others once a person has moved it: it sorts as if that were its id, see
 *     `values/ordering.py`. A `crowd` marks many things as one region, as COCO has it.
 */
export interface Annotation {
  id: string;
  label: number;
  shape: Whole | Rectangle | Rings | Pixels | Range;
  source: "accepted" | "human" | "import" | "script";
  run: number | null;
  certificate: number | null;
  rank: string;
  crowd: boolean;
}
/**
 * The shape of a choice: the whole item.
 */
export interface Whole {
  kind: "choice";
}
/**
 * A box in pixels of the upright original; `angle` in degrees, clockwise, about the centre.
 */
export interface Rectangle {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  angle: number;
  frame: number;
}
/**
 * A polygon as rings `[[x, y], ...]` filled by the even-odd rule: parts and holes alike.
 */
export interface Rings {
  kind: "polygon";
  parts: [number, number][][];
  frame: number;
}
/**
 * A mask as a COCO compressed run-length string of the size of the image.
 */
export interface Pixels {
  kind: "mask";
  rle: string;
  frame: number;
}
/**
 * A range of text in code points, end exclusive.
 */
export interface Range {
  kind: "span";
  start: number;
  end: number;
}
/**
 * An act on all that a query finds, or on stretches of it: worked out where the items are kept.
 *
 *     `between` empty: all of it. `but` are left out. `count` is how many the person saw selected. `act`:
 *     "label" puts `label` on (multiclass: instead of any other), "unlabel" takes it off, "clear" takes every
 *     annotation off, "nothing" answers "nothing here", "skip" skips with `note`; "submit" makes this
 *     annotator's own drafts among them final; "accept" and "reject" judge what is suggested for them.
 */
export interface Bulk {
  query: Query;
  act: "accept" | "clear" | "label" | "nothing" | "reject" | "skip" | "submit" | "unlabel";
  count: number;
  between: Between[];
  but: string[];
  label: number | null;
  note: string;
}
/**
 * A stretch of an arrangement, from the item `first` to the item `last`, both included.
 */
export interface Between {
  first: string;
  last: string;
}
/**
 * The page has taken the data message `seq` of the kernel.
 */
export interface Received {
  seq: number;
}
/**
 * Ask, answered by `Stack`: more acts than `Welcome` told, done ones older than the act `before`, or
 *     undone ones newer than the act `after`.
 */
export interface Steps {
  before: string;
  after: string;
}
/**
 * Ask, answered by `Refreshed`: look at every source again. `Refreshing` tells how far it is.
 */
export interface Refresh {}
/**
 * Ask, answered by `Copy`: make a copy of the project's file, for this page to fetch.
 */
export interface Backup {}
/**
 * Ask, answered by `Part`: the bytes of `copy` from `start` on.
 */
export interface Fetch {
  copy: string;
  start: number;
}
/**
 * Ask, answered by `Passage`: the text of a document from `start` on, at most `count` code points.
 */
export interface Read {
  item: string;
  start: number;
  count: number;
}
/**
 * Ask, answered by `Training`: begin, end, halt or go on learning. `target`: the share of right ones that
 *     prelabels are to promise from now on, above 0 and below 1.
 */
export interface Assist {
  act: "pause" | "promise" | "resume" | "start" | "stop";
  target: number | null;
}
/**
 * Ask, answered by `Models`: what is there to make a job of?
 */
export interface Choices {}
/**
 * Ask, answered by `Planned`: what would this job be? Nothing leaves the machine, nothing is kept.
 */
export interface Plan {
  draft: Draft;
}
/**
 * A job as the person has put it together. `model` is the id of a `ModelInfo`; `gpt` goes with the one
 *     called "gpt". `labels` None: all. `consent`: the person agrees that the items go to the endpoint.
 */
export interface Draft {
  model: string;
  gpt: GptDraft | null;
  labels: number[] | null;
  items: ItemsChosen;
  budget: BudgetInfo;
  consent: boolean;
}
/**
 * A model behind an endpoint, as the person typed it; never a key. `base_url` "" is OpenAI's own.
 *
 *     Prices are money per million tokens, None when they are not known: no cost is told then.
 */
export interface GptDraft {
  model: string;
  base_url: string;
  azure: boolean;
  api_version: string;
  price_in: number | null;
  price_out: number | null;
}
/**
 * Which items a job is about: all that are open, the next `count` of them, those that `query` finds,
 *     those of `keys`, or a selection too large for that (`chosen`, whose act does not matter).
 */
export interface ItemsChosen {
  kind: "chosen" | "count" | "keys" | "open" | "query";
  count: number;
  query: Query | null;
  keys: string[];
  chosen: Bulk | null;
}
/**
 * What a job may spend at most; None: no limit. `monthly`: all of the person's jobs at the same endpoint
 *     together, in a calendar month.
 */
export interface BudgetInfo {
  money: number | null;
  tokens: number | null;
  records: number | null;
  requests: number | null;
  monthly: number | null;
}
/**
 * Ask, answered by `Jobs`: something is to be done with a job, or with the `draft` of a new one.
 *
 *     A draft goes with "create", "start" and "rehearse". "rehearse" asks for `count` items that people have
 *     answered. "discard" takes away what it suggests and is still open; "accept" and "reject" judge all of it.
 */
export interface Job {
  act: "accept" | "cancel" | "create" | "discard" | "pause" | "rehearse" | "reject" | "resume" | "start";
  job: number;
  draft: Draft | null;
  count: number;
}
/**
 * Ask, answered by `Details`: which items of this job failed, and where its rehearsal disagreed?
 */
export interface Detail {
  job: number;
}
/**
 * Ask, answered by `Jobs`: from now on suggest labels for the items of each page as it is shown, or, not
 *     `on`, no longer. It is one job, which grows with the pages. `model` and `gpt` as in `Draft`.
 */
export interface Live {
  on: boolean;
  model: string;
  gpt: GptDraft | null;
  budget: BudgetInfo;
  consent: boolean;
}
/**
 * Ask, answered by `Named`: which names would fit what these items have in common? `model` and `gpt` as
 *     in `Draft`.
 */
export interface Name {
  items: ItemsChosen;
  model: string;
  gpt: GptDraft | null;
  consent: boolean;
}
/**
 * Ask, answered by `Done`: put this label into the palette. `path` as people write it.
 */
export interface AddLabel {
  path: string;
  description: string;
}
/**
 * Ask, answered by `Done`: is anybody there?
 */
export interface Ping {}
/**
 * The page shows this widget no longer; it wants nothing more of it.
 */
export interface Bye {}
/**
 * What the page shows now, for `Labeler.current`, `.selected`, `.page`, `.unsaved`.
 *
 *     `query` is what it looks through, None for the work queue; `chosen` a selection too large for `selected`,
 *     as the act that would be done to it.
 */
export interface View {
  current: string;
  selected: string[];
  page: string[];
  unsaved: number;
  query: Query | null;
  chosen: Bulk | null;
}
/**
 * Answer to `Hello`: everything a page needs to draw itself; the first page's pictures follow.
 */
export interface Welcome {
  project: string;
  name: string;
  task: string;
  media: string;
  annotator: string;
  status: "complete" | "paused" | "running";
  labels: LabelInfo[];
  instructions: string;
  started: boolean;
  progress: Progress;
  page: ItemInfo[];
  acts: Act[];
  former: string[];
  durable: boolean;
  query: Query | null;
  kind: "clustered" | "manual" | "prelabelled";
  training: Training | null;
  jobs: Jobs | null;
}
/**
 * A label of the palette, in palette order (depth first). `key` is its own key, or "" for its place's.
 */
export interface LabelInfo {
  id: number;
  path: string;
  name: string;
  depth: number;
  color: string;
  key: string;
  description: string;
  parent: number | null;
  retired: boolean;
  merged_into: number | null;
}
/**
 * `project.progress()`, pushed after every change; `per_label` is keyed by label id.
 *
 *     `last_refresh` is when the sources were last looked at (ISO 8601, UTC), "" when never; `sources` is how
 *     many there are.
 */
export interface Progress {
  total: number;
  unlabeled: number;
  draft: number;
  submitted: number;
  skipped: number;
  voting: number;
  needs_review: number;
  broken: number;
  suggested: number;
  per_label: {
    [k: string]: number;
  };
  mine: number;
  per_hour: number | null;
  seconds_left: number | null;
  last_refresh: string;
  sources: number;
}
/**
 * An item as one annotator sees it: never another's answer. `reason` says why it is broken.
 *
 *     Of a document `text` is the beginning and `length` how many code points it has in all; `suggested` are
 *     the open suggestions, best first. `blind`: this person's answer is a check of the machine, given before
 *     any suggestion was shown. `cluster` is -1 for none; `doubt` says why the item's answer may be wrong.
 */
export interface ItemInfo {
  item: string;
  name: string;
  answer: Answer;
  broken: boolean;
  reason: string;
  frames: number;
  text: string;
  length: number;
  suggested: Suggested[];
  cluster: number;
  blind: boolean;
  doubt: string;
}
/**
 * One annotator's answer to one item. `version` is "" while nobody has touched it.
 */
export interface Answer {
  version: string;
  state: "draft" | "skipped" | "submitted" | "unlabeled";
  annotations: Annotation[];
  note: string;
}
/**
 * An open suggestion of the run `run`, whose `origin` is `assist`, `job` or `import`.
 *
 *     Accepted, it becomes an annotation with the same id. `certified`: it carries the promise and is filled in.
 */
export interface Suggested {
  annotation: Annotation;
  run: number;
  origin: string;
  score: number | null;
  certified: boolean;
}
/**
 * One step of undo or redo that the kernel remembers for this page, oldest first.
 *
 *     `changes` take it back (or do it again, when `undone`), each with the version it must find as `base`;
 *     empty with `items > 0` when they are too many to send: the kernel then works them out.
 */
export interface Act {
  edit: string;
  kind: string;
  items: number;
  undone: boolean;
  changes: Change[];
}
/**
 * Pushed when learning has come further, and answer to `Assist`; `project.assist.status()` for the panel.
 *
 *     `fraction` of the phase is done. `notice` says what the person should know of features or device, `error`
 *     why learning halted. `curve`: [answers, accuracy, low, high] of each run. `promise` is the certificate's
 *     sentence, `certified` the open items that it lets fill in, `needed` the checks that are lacking. `pull`:
 *     how much more often people agree with a suggestion that they see. `hint`: whether more labels still
 *     help. `rare`: labels with too few answers for what is likely there.
 */
export interface Training {
  phase: "clustering" | "embedding" | "failed" | "learning" | "off" | "paused" | "ready";
  fraction: number;
  run: number;
  device: string;
  features: string;
  notice: string;
  answers: number;
  accuracy: number | null;
  accuracy_low: number | null;
  accuracy_high: number | null;
  curve: number[][];
  per_label: Quality[];
  target: number;
  confidence: number;
  promise: string;
  certified: number;
  checks: number;
  needed: number | null;
  thresholds: Threshold[];
  accepted: number;
  changed: number;
  rejected: number;
  seconds_saved: number | null;
  pull: number | null;
  hint: string;
  rare: number[];
  error: string;
}
/**
 * How well a label is learnt, on answers that the model had not seen; shares from 0 to 1, None unknown.
 *
 *     `missing`: so many answers more before it is suggested at all. `certified`: open items filled in with it.
 */
export interface Quality {
  label: number;
  precision: number | null;
  precision_low: number | null;
  precision_high: number | null;
  recall: number | null;
  missing: number;
  certified: number;
}
/**
 * Open items with at least this score: how many, and the share of checks like them that was right.
 */
export interface Threshold {
  score: number;
  count: number;
  accuracy: number | null;
}
/**
 * Answer to `Job` and `Live`, and pushed as jobs go on: all of them, the newest first. `job`: the one
 *     that the ask was about; `live`: the one that grows with the pages of this widget, -1 before the first of
 *     them; 0 for none.
 */
export interface Jobs {
  jobs: JobInfo[];
  job: number;
  live: number;
}
/**
 * A job as it stands. `done` (failed ones among them) of `total` items; `left` were answered by people
 *     meanwhile. `suggested`: what it says and nobody has judged yet, of the run `run`. `live`: it grows with
 *     the pages. `rehearsing`: it asks for answered items now. `created`: ISO 8601, UTC.
 */
export interface JobInfo {
  id: number;
  model: string;
  kind: "assist" | "gpt" | "own";
  state: "cancelled" | "done" | "failed" | "paused" | "ready" | "running";
  reason: string;
  done: number;
  total: number;
  failed: number;
  left: number;
  tokens: number;
  cost: number | null;
  budget: BudgetInfo;
  run: number;
  suggested: number;
  created: string;
  endpoint: string;
  live: boolean;
  rehearsing: boolean;
  rehearsal: Rehearsed[];
}
/**
 * How a rehearsal went for a label (0: for all of them): `count` of people's answers have it; shares from
 *     0 to 1, None where there was nothing to go by, with the interval of the precision. `poor`: too bad to be
 *     suggested unseen.
 */
export interface Rehearsed {
  label: number;
  count: number;
  precision: number | null;
  low: number | null;
  high: number | null;
  recall: number | null;
  poor: boolean;
}
/**
 * Answer to `Work` and `Look`. `left` is how many items are open to this annotator in all.
 *
 *     All items of a page of work are of one `kind`, but for those that are `blind`.
 */
export interface Page {
  items: ItemInfo[];
  left: number;
  kind: "clustered" | "manual" | "prelabelled";
}
/**
 * Answer to `Arrange`: the arrangement's number, how many items it has, and the first of them.
 */
export interface Arranged {
  view: number;
  count: number;
  items: ItemInfo[];
}
/**
 * Answer to `Rows`: the items from `start` on; fewer than asked for at the end.
 */
export interface Stretch {
  view: number;
  start: number;
  items: ItemInfo[];
}
/**
 * Answer to `Locate`: counted from 0, or -1 when the item is not in the arrangement.
 */
export interface Place {
  place: number;
}
/**
 * Answer to `Facets`: `states` and `labels` (by id) with how many items each, the values there are of the
 *     others, whether there are scores and doubts, and the `sorts` that mean something now.
 */
export interface Facts {
  states: {
    [k: string]: number;
  };
  labels: {
    [k: string]: number;
  };
  groups: string[];
  annotators: string[];
  sources: string[];
  runs: number[];
  clusters: number[];
  suggested: number[];
  scores: boolean;
  sorts: ("certain" | "cluster" | "doubt" | "name" | "newest" | "similar" | "uncertain" | "work")[];
}
/**
 * Pushed while a bulk edit is stored: how many of its items are done.
 */
export interface Working {
  edit: string;
  done: number;
  total: number;
}
/**
 * Data message: many small pictures in one, the only buffer (none when no tile has a picture).
 */
export interface Sheet {
  size: number;
  tiles: Tile[];
  type: string;
}
/**
 * A picture on a `Sheet`: its corner and size there, and those of the upright original, in pixels.
 *
 *     `w` is 0 with a `reason`, when there is no picture.
 */
export interface Tile {
  item: string;
  x: number;
  y: number;
  w: number;
  h: number;
  width: number;
  height: number;
  reason: string;
}
/**
 * Data message: encoded pictures, one buffer each.
 */
export interface Pictures {
  pictures: Picture[];
}
/**
 * One picture of a `Pictures` message. `buffer` is its place in the buffers, or -1 with a `reason`.
 *
 *     `width` and `height` are those of the upright original in pixels.
 */
export interface Picture {
  item: string;
  size: number;
  buffer: number;
  width: number;
  height: number;
  type: string;
  reason: string;
  frame: number;
}
/**
 * Answer to `Measure`. The one buffer: `width` x `height` stored values, row by row, little endian.
 *
 *     `type` is "" and there is no buffer for an ordinary picture. `full_width` and `full_height` are those of
 *     the upright original. A value is `stored * slope + intercept`; `inverted`: the greatest is black.
 *     `windows`: the file's own, then those worked out. `tabled`: the kernel shows it by a table of the file,
 *     which none of the windows equals; else it shows it by the first one. `low` and `high`: least and
 *     greatest value.
 */
export interface Measured {
  width: number;
  height: number;
  full_width: number;
  full_height: number;
  type: "" | "f32" | "i16" | "i8" | "u16" | "u8";
  slope: number;
  intercept: number;
  inverted: boolean;
  tabled: boolean;
  low: number;
  high: number;
  windows: Window[];
}
/**
 * Which values become black and white; `center` and `width` in the values' own unit.
 *
 *     "linear" and "sigmoid" are DICOM's LINEAR and SIGMOID, "exact" its LINEAR_EXACT. Greys are rounded.
 */
export interface Window {
  name: string;
  center: number;
  width: number;
  curve: "exact" | "linear" | "sigmoid";
}
/**
 * Answer to `Drawn`: width and height in pixels, 0 when they are not known.
 */
export interface DrawnOn {
  width: number;
  height: number;
}
/**
 * Answer to `Guide`.
 */
export interface Guided {
  nodes: Prose[];
}
/**
 * A part of the instructions: an element `tag` with what is `inside`, or without one a text.
 *
 *     `link` is where a link leads, or a picture as a data URL; `text` is then its description.
 */
export interface Prose {
  tag: string;
  text: string;
  link: string;
  inside: Prose[];
}
/**
 * Answer to `Read`: `text` begins at the code point `start` of a document of `length` code points.
 *
 *     `lost`: annotations whose text is not there any more since the file was changed, by id, with the text
 *     that each of them marked.
 */
export interface Passage {
  start: number;
  text: string;
  length: number;
  lost: {
    [k: string]: string;
  };
}
/**
 * Answer to `Propose`: the outline as rings [[x, y], ...] in image pixels, rounded to 0.01, even-odd, and
 *     the same pixels as a mask of the frame's size.
 *
 *     `parts` is empty and `rle` is "" when nothing was found. `score`: how sure the proposer is, 0 to 1.
 */
export interface Proposed {
  parts: number[][][];
  rle: string;
  score: number;
}
/**
 * Answer to `Levels`: the size of the upright original, of a tile (those at the right and lower edge may
 *     be smaller), and how many levels there are.
 *
 *     `tile` is 0 when the picture is to be shown whole. `ready`: the share of the tiles that is made, 0 to 1;
 *     before it is 1 there are none to ask for.
 */
export interface Leveled {
  width: number;
  height: number;
  tile: number;
  levels: number;
  ready: number;
}
/**
 * Answer to `Piece`: a tile of `width` x `height` pixels, encoded; the one buffer.
 */
export interface Tiled {
  width: number;
  height: number;
  type: string;
}
/**
 * Answer to `Save`: a verdict for each edit that is now in the store; the rest must be sent again.
 *
 *     `trouble` says why some are missing (the disk is full, the project is paused), in words for the person.
 */
export interface Saved {
  verdicts: Verdict[];
  trouble: string;
}
/**
 * What became of one edit. `refusals` is empty when all of it was applied (or was already).
 */
export interface Verdict {
  edit: string;
  refusals: Refusal[];
}
/**
 * An item of an edit that was not applied, though kept in the history; `now` is how the item stands.
 *
 *     `conflict`: it was changed elsewhere since `base`. `refused`: it can never be (the reason says why).
 */
export interface Refusal {
  item: string;
  why: "conflict" | "refused";
  reason: string;
  now: ItemInfo | null;
}
/**
 * Answer to `Steps`, oldest first; empty when there are no more.
 */
export interface Stack {
  acts: Act[];
}
/**
 * Pushed hint: these items have other answers than before (another page, another kernel, a script).
 *
 *     `client` names the page that did it ("" for none), so that it can ignore the echo. `all` when too many.
 */
export interface Changed {
  items: string[];
  client: string;
  all: boolean;
}
/**
 * Pushed when labels change: the whole palette.
 */
export interface Labels {
  labels: LabelInfo[];
}
/**
 * Pushed after a run, and while a job goes on: the open suggestions now, best first, of those items that
 *     this page shows and that have others than it was told last.
 */
export interface Offered {
  run: number;
  items: {
    [k: string]: Suggested[];
  };
}
/**
 * Answer to `Choices`. `key`, `azure_key`: whether the kernel's environment has a key (never which);
 *     `endpoint` is OpenAI's address there, `last` the endpoint that this project used last. `why` says why no
 *     job can be made here, "" when one can.
 */
export interface Models {
  models: ModelInfo[];
  labels: LabelQuality[];
  key: boolean;
  azure_key: boolean;
  endpoint: string;
  last: GptDraft | null;
  why: string;
}
/**
 * A model that a job can be made of. `id`: "assist" is what learning says now, "gpt" any endpoint, as the
 *     person describes it, others were given by a program. `accuracy` with its interval is measured on answers;
 *     `note` says why there is none, or why the model cannot be taken now. `endpoint`: where items go, "" when
 *     they stay here; `consent`: nobody has agreed to that yet.
 */
export interface ModelInfo {
  id: string;
  name: string;
  kind: "assist" | "gpt" | "own";
  accuracy: number | null;
  low: number | null;
  high: number | null;
  note: string;
  endpoint: string;
  consent: boolean;
}
/**
 * How many answers have this label, and how well learning knows it; None: not known. `poor`: too badly to
 *     be suggested unseen.
 */
export interface LabelQuality {
  label: number;
  count: number;
  precision: number | null;
  recall: number | null;
  poor: boolean;
}
/**
 * Answer to `Plan`. `text_records` are thousands of characters begun; tokens and cost are ranges, cost
 *     None without prices. `endpoint`: where items go, "" for nowhere; `consent`: the person must agree first.
 *     `poor`: labels that are badly known. `rehearsable`: so many of people's answers can be rehearsed on.
 *     `variable`: the variable of the kernel's environment that lacks a key for the endpoint, "" when none does.
 *     `trouble` says why it cannot be started as it is.
 */
export interface Planned {
  items: number;
  labels: number;
  text_records: number;
  tokens_low: number;
  tokens_high: number;
  cost_low: number | null;
  cost_high: number | null;
  endpoint: string;
  consent: boolean;
  warnings: string[];
  poor: number[];
  rehearsable: number;
  variable: string;
  trouble: string;
}
/**
 * Answer to `Detail`: the first of each.
 */
export interface Details {
  job: number;
  failed: FailedItem[];
  disagreements: Disagreement[];
}
/**
 * An item that has no answer of a job, and why.
 */
export interface FailedItem {
  item: string;
  reason: string;
}
/**
 * An item of a rehearsal: what people answered and what the model said, in words for the person.
 */
export interface Disagreement {
  item: string;
  answered: string;
  said: string;
}
/**
 * Answer to `Name`.
 */
export interface Named {
  labels: NamedLabel[];
}
/**
 * A name that a model proposes, and what it means by it.
 */
export interface NamedLabel {
  name: string;
  description: string;
}
/**
 * Pushed when the project itself changes: its status or its instructions.
 */
export interface About {
  status: "complete" | "paused" | "running";
  instructions: string;
  started: boolean;
}
/**
 * Pushed by `Labeler.submit()`, `.show(item)` and `.filter(**where)`; `select`: what the filter shows is
 *     selected, too.
 */
export interface Steer {
  act: "filter" | "show" | "submit";
  item: string;
  query: Query | null;
  select: boolean;
}
/**
 * Pushed to every page while sources are looked at, by whomever: how many files so far.
 */
export interface Refreshing {
  done: number;
}
/**
 * Answer to `Refresh`, and pushed to every page after any refresh: how many items joined, changed
 *     (`renamed` among them) or went missing, how many files cannot be read, and when (ISO 8601, UTC).
 *
 *     Pictures of items may have changed when `updated` is not 0. `trouble` says why a source could not be
 *     looked at, in words for the person. `flagged` spans have lost their text.
 */
export interface Refreshed {
  added: number;
  updated: number;
  renamed: number;
  missing: number;
  failed: number;
  at: string;
  trouble: string;
  flagged: number;
}
/**
 * Answer to `Backup`: a copy called `name` of `size` bytes is ready to be fetched as `copy`.
 */
export interface Copy {
  copy: string;
  name: string;
  size: number;
}
/**
 * Answer to `Fetch`, with one buffer of at most 512 KiB. `start` + its length = size: that was all.
 */
export interface Part {
  start: number;
}
/**
 * Answer to an ask that gives nothing back.
 */
export interface Done {}
/**
 * Answer to any ask that could not be met, in words for the person.
 */
export interface Failed {
  message: string;
}

/** Bodies by kind. */
export interface FromPage {
  hello: Hello;
  started: Started;
  work: Work;
  look: Look;
  want: Want;
  measure: Measure;
  drawn: Drawn;
  guide: Guide;
  propose: Propose;
  levels: Levels;
  piece: Piece;
  arrange: Arrange;
  rows: Rows;
  locate: Locate;
  facets: Facets;
  save: Save;
  received: Received;
  steps: Steps;
  refresh: Refresh;
  backup: Backup;
  fetch: Fetch;
  read: Read;
  assist: Assist;
  choices: Choices;
  plan: Plan;
  job: Job;
  detail: Detail;
  live: Live;
  name: Name;
  addlabel: AddLabel;
  ping: Ping;
  bye: Bye;
  view: View;
}

export interface FromKernel {
  welcome: Welcome;
  page: Page;
  arranged: Arranged;
  stretch: Stretch;
  place: Place;
  facts: Facts;
  working: Working;
  sheet: Sheet;
  pictures: Pictures;
  measured: Measured;
  drawnon: DrawnOn;
  guided: Guided;
  passage: Passage;
  proposed: Proposed;
  leveled: Leveled;
  tiled: Tiled;
  saved: Saved;
  stack: Stack;
  changed: Changed;
  labels: Labels;
  progress: Progress;
  training: Training;
  offered: Offered;
  models: Models;
  planned: Planned;
  jobs: Jobs;
  details: Details;
  named: Named;
  about: About;
  steer: Steer;
  refreshing: Refreshing;
  refreshed: Refreshed;
  copy: Copy;
  part: Part;
  done: Done;
  failed: Failed;
}

export const PROTOCOL = 1;

export interface Field {
  readonly fallback?: unknown;
  readonly struct?: string;
  readonly keyed?: boolean;
}

/**
 * By struct, in lower case, and field: the default that is left out on the wire, and the struct inside it. A default
 * alone stands for itself, unless it is an object.
 */
export const FIELDS: Readonly<
  Record<string, Readonly<Record<string, Field | null | string | number | boolean | readonly never[]>>>
> = {
  "welcome": {
    "labels": {
      "struct": "labelinfo"
    },
    "progress": {
      "struct": "progress"
    },
    "page": {
      "struct": "iteminfo"
    },
    "acts": {
      "struct": "act"
    },
    "former": [],
    "durable": true,
    "query": {
      "fallback": null,
      "struct": "query"
    },
    "kind": "manual",
    "training": {
      "fallback": null,
      "struct": "training"
    },
    "jobs": {
      "fallback": null,
      "struct": "jobs"
    }
  },
  "page": {
    "items": {
      "struct": "iteminfo"
    },
    "kind": "manual"
  },
  "arranged": {
    "items": {
      "fallback": [],
      "struct": "iteminfo"
    }
  },
  "stretch": {
    "items": {
      "struct": "iteminfo"
    }
  },
  "sheet": {
    "tiles": {
      "struct": "tile"
    },
    "type": "image/jpeg"
  },
  "pictures": {
    "pictures": {
      "struct": "picture"
    }
  },
  "measured": {
    "type": "",
    "slope": 1,
    "intercept": 0,
    "inverted": false,
    "tabled": false,
    "low": 0,
    "high": 0,
    "windows": {
      "fallback": [],
      "struct": "window"
    }
  },
  "drawnon": {
    "width": 0,
    "height": 0
  },
  "guided": {
    "nodes": {
      "struct": "prose"
    }
  },
  "passage": {
    "lost": {
      "fallback": {}
    }
  },
  "proposed": {
    "parts": [],
    "rle": "",
    "score": 0
  },
  "leveled": {
    "tile": 0,
    "levels": 0,
    "ready": 1
  },
  "tiled": {
    "type": "image/jpeg"
  },
  "saved": {
    "verdicts": {
      "struct": "verdict"
    },
    "trouble": ""
  },
  "stack": {
    "acts": {
      "struct": "act"
    }
  },
  "changed": {
    "client": "",
    "all": false
  },
  "labels": {
    "labels": {
      "struct": "labelinfo"
    }
  },
  "progress": {
    "per_hour": null,
    "seconds_left": null,
    "last_refresh": "",
    "sources": 0
  },
  "training": {
    "phase": "off",
    "fraction": 0,
    "run": 0,
    "device": "",
    "features": "",
    "notice": "",
    "answers": 0,
    "accuracy": null,
    "accuracy_low": null,
    "accuracy_high": null,
    "curve": [],
    "per_label": {
      "fallback": [],
      "struct": "quality"
    },
    "target": 0.9,
    "confidence": 0.9,
    "promise": "",
    "certified": 0,
    "checks": 0,
    "needed": null,
    "thresholds": {
      "fallback": [],
      "struct": "threshold"
    },
    "accepted": 0,
    "changed": 0,
    "rejected": 0,
    "seconds_saved": null,
    "pull": null,
    "hint": "",
    "rare": [],
    "error": ""
  },
  "offered": {
    "items": {
      "keyed": true,
      "struct": "suggested"
    }
  },
  "models": {
    "models": {
      "struct": "modelinfo"
    },
    "labels": {
      "struct": "labelquality"
    },
    "key": false,
    "azure_key": false,
    "endpoint": "",
    "last": {
      "fallback": null,
      "struct": "gptdraft"
    },
    "why": ""
  },
  "planned": {
    "text_records": 0,
    "tokens_low": 0,
    "tokens_high": 0,
    "cost_low": null,
    "cost_high": null,
    "endpoint": "",
    "consent": false,
    "warnings": [],
    "poor": [],
    "rehearsable": 0,
    "variable": "",
    "trouble": ""
  },
  "jobs": {
    "jobs": {
      "struct": "jobinfo"
    },
    "job": 0,
    "live": 0
  },
  "details": {
    "failed": {
      "fallback": [],
      "struct": "faileditem"
    },
    "disagreements": {
      "fallback": [],
      "struct": "disagreement"
    }
  },
  "named": {
    "labels": {
      "struct": "namedlabel"
    }
  },
  "steer": {
    "item": "",
    "query": {
      "fallback": null,
      "struct": "query"
    },
    "select": false
  },
  "refreshed": {
    "trouble": "",
    "flagged": 0
  },
  "labelinfo": {
    "key": "",
    "description": "",
    "parent": null,
    "retired": false,
    "merged_into": null
  },
  "iteminfo": {
    "answer": {
      "struct": "answer"
    },
    "broken": false,
    "reason": "",
    "frames": 1,
    "text": "",
    "length": 0,
    "suggested": {
      "fallback": [],
      "struct": "suggested"
    },
    "cluster": -1,
    "blind": false,
    "doubt": ""
  },
  "act": {
    "undone": false,
    "changes": {
      "fallback": [],
      "struct": "change"
    }
  },
  "query": {
    "where": {
      "struct": "where"
    },
    "sort": "work",
    "like": [],
    "limit": 0
  },
  "tile": {
    "width": 0,
    "height": 0,
    "reason": ""
  },
  "picture": {
    "width": 0,
    "height": 0,
    "type": "image/jpeg",
    "reason": "",
    "frame": 0
  },
  "window": {
    "curve": "linear"
  },
  "prose": {
    "tag": "",
    "text": "",
    "link": "",
    "inside": {
      "fallback": [],
      "struct": "prose"
    }
  },
  "verdict": {
    "refusals": {
      "fallback": [],
      "struct": "refusal"
    }
  },
  "quality": {
    "precision": null,
    "precision_low": null,
    "precision_high": null,
    "recall": null,
    "missing": 0,
    "certified": 0
  },
  "threshold": {
    "accuracy": null
  },
  "suggested": {
    "annotation": {
      "struct": "annotation"
    },
    "origin": "import",
    "score": null,
    "certified": false
  },
  "modelinfo": {
    "accuracy": null,
    "low": null,
    "high": null,
    "note": "",
    "endpoint": "",
    "consent": false
  },
  "labelquality": {
    "precision": null,
    "recall": null,
    "poor": false
  },
  "gptdraft": {
    "base_url": "",
    "azure": false,
    "api_version": "",
    "price_in": null,
    "price_out": null
  },
  "jobinfo": {
    "reason": "",
    "done": 0,
    "total": 0,
    "failed": 0,
    "left": 0,
    "tokens": 0,
    "cost": null,
    "budget": {
      "struct": "budgetinfo"
    },
    "run": 0,
    "suggested": 0,
    "created": "",
    "endpoint": "",
    "live": false,
    "rehearsing": false,
    "rehearsal": {
      "fallback": [],
      "struct": "rehearsed"
    }
  },
  "namedlabel": {
    "description": ""
  },
  "answer": {
    "version": "",
    "state": "unlabeled",
    "annotations": {
      "fallback": [],
      "struct": "annotation"
    },
    "note": ""
  },
  "change": {
    "base": "",
    "put": {
      "fallback": [],
      "struct": "annotation"
    },
    "drop": [],
    "state": null,
    "note": null,
    "becomes": null,
    "reject": [],
    "reopen": [],
    "blind": false
  },
  "where": {
    "state": [],
    "label": [],
    "suggested": [],
    "certified": null,
    "min_score": null,
    "max_score": null,
    "cluster": [],
    "annotator": [],
    "source": [],
    "run": [],
    "doubt": null,
    "text": "",
    "group": [],
    "ids": []
  },
  "refusal": {
    "now": {
      "fallback": null,
      "struct": "iteminfo"
    }
  },
  "annotation": {
    "shape": {
      "struct": "whole"
    },
    "source": "human",
    "run": null,
    "certificate": null,
    "rank": "",
    "crowd": false
  },
  "budgetinfo": {
    "money": null,
    "tokens": null,
    "records": null,
    "requests": null,
    "monthly": null
  },
  "rehearsed": {
    "precision": null,
    "low": null,
    "high": null,
    "recall": null,
    "poor": false
  }
};
