/** The regions of the picture as a list: what the canvas shows, for those who work by keys or by ear. */

import type { JSX } from "preact";
import type { Way } from "../document/order";
import type { Outline } from "../geometry/point";
import { ringsOf, selfCrossing } from "../geometry/polygon";
import { geometryOf } from "../geometry/text";
import { sizeInWords } from "../geometry/words";
import type { Annotation, LabelInfo, Suggested } from "../wire/protocol";
import type { Desk } from "./desk";
import { Action, ICONS, Icon, number } from "./parts";
import { Mini, Rows } from "./rows";
import { scoreSaid, scoreText } from "./tile-suggested";

const CROSSED = "crosses itself";

/** Shapes never change, so it is worked out once for each. */
const crossings = new WeakMap<Outline, boolean>();

/** Whether a polygon's border crosses itself: what lies between is then outside, which is seldom meant. */
function crossesItself(shape: Outline): boolean {
  if (shape.kind !== "polygon") return false;
  const known = crossings.get(shape) ?? selfCrossing(ringsOf(shape));
  crossings.set(shape, known);
  return known;
}

/** What is read begins with what is seen, as people say it who speak to their computer. */
function nameOf(shape: Outline, label: LabelInfo | undefined, seen: string): string {
  const kind = shape.kind === "mask" ? "" : shape.kind;
  const size = crossesItself(shape) ? sizeInWords(shape) : "";
  const path = label && label.path !== label.name ? label.path : "";
  return [seen, kind, size, path].filter(Boolean).join(", ");
}

interface RowProps {
  readonly desk: Desk;
  readonly region: Annotation;
  readonly suggested: Suggested | undefined;
  readonly label: LabelInfo | undefined;
  readonly place: number;
  readonly count: number;
  readonly focusable: boolean;
}

/** What can be done with one: a person's is deleted, a machine's is accepted or rejected. */
function Ways({ desk, region: { id }, suggested }: RowProps): JSX.Element {
  const { stage } = desk;
  const judge = (how: "accept" | "reject"): void => {
    const key = desk.session.largeKey.peek();
    if (key !== null) desk.judging.one(how, key, [id]);
  };
  if (!suggested) return <Mini says="Delete" path={ICONS.close} act={() => stage.drop([id])} />;
  return (
    <>
      <Mini says="Accept" path={ICONS.tick} look="accept" act={() => judge("accept")} />
      <Mini says="Reject" path={ICONS.close} act={() => judge("reject")} />
    </>
  );
}

function Row(props: RowProps): JSX.Element | null {
  const { desk, region, suggested, label, place, count, focusable } = props;
  const { stage } = desk;
  const { id, shape } = region;
  const selected = stage.selected.value.has(id);
  const hidden = stage.hidden.value.has(id);
  if (shape.kind === "choice" || shape.kind === "span") return null;
  const crossed = crossesItself(shape);
  const shown = label?.name ?? "?";
  const measure = crossed ? CROSSED : sizeInWords(shape);
  const says = region.crowd ? `crowd, ${measure}` : measure;
  const score = suggested?.score ?? null;
  const drawn = score === null ? "" : ` ${scoreText(score)}`;
  const proposed =
    suggested && ["suggested", score === null ? "" : scoreSaid(score)].filter(Boolean).join(" ");
  return (
    <div
      class={["region", hidden && "hidden", suggested && "suggested"].filter(Boolean).join(" ")}
      role="option"
      aria-selected={selected}
      aria-label={[nameOf(shape, label, `${shown}${drawn} ${says}`), proposed].filter(Boolean).join(", ")}
      title={crossed ? `${label?.path}: its border crosses itself` : label?.path}
      aria-posinset={place + 1}
      aria-setsize={count}
      tabIndex={focusable ? 0 : -1}
      data-region={id}
      data-kind={shape.kind}
      data-label={label?.path ?? ""}
      data-source={suggested ? "suggestion" : "human"}
      data-score={score ?? undefined}
      data-geometry={geometryOf(shape)}
      onKeyDown={(event) => walk(desk, event)}
      onClick={(event) => {
        const more = event.ctrlKey || event.metaKey || event.shiftKey;
        const chosen = new Set(more ? stage.selected.peek() : []);
        if (!more || !chosen.delete(id)) chosen.add(id);
        stage.select(chosen);
      }}
    >
      <i class="swatch" style={{ background: label?.color }} />
      <bdi class="text">{shown}</bdi>{" "}
      {score !== null && (
        <em class="score" title={`Score ${scoreSaid(score)}`}>
          {scoreText(score)}
        </em>
      )}{" "}
      <span class={crossed ? "crossed" : "measure"}>{says}</span>
      <Mini
        says={hidden ? "Show" : "Hide"}
        path={hidden ? ICONS.hidden : ICONS.eye}
        look="eye"
        act={() => stage.hide([id])}
      />
      <Ways {...props} />
    </div>
  );
}

const WAYS: Readonly<Record<string, Way>> = {
  ArrowUp: "backward",
  ArrowDown: "forward",
  Home: "back",
  End: "front",
};

/** With Alt a row is moved itself, and keeps the focus. */
function carry(desk: Desk, row: HTMLElement, way: Way): void {
  const { stage } = desk;
  const list = row.closest("[role=listbox]");
  const id = row.dataset["region"] ?? "";
  if (!stage.selected.peek().has(id)) stage.select([id]);
  stage.order.move(way);
  requestAnimationFrame(() =>
    list?.querySelector<HTMLElement>(`[data-region="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
  );
}

/** Moves through the list; what is walked over is selected. */
function walk(desk: Desk, event: KeyboardEvent): void {
  const { stage } = desk;
  const regions = stage.listed.peek();
  const row = event.target as HTMLElement;
  const here = regions.findIndex((one) => one.id === row.dataset["region"]);
  const way = event.altKey ? WAYS[event.key] : undefined;
  if (way) carry(desk, row, way);
  else if (event.key === "Delete" || event.key === "Backspace") {
    const region = regions[here];
    const gone = stage.selected.peek().size > 0 ? stage.selected.peek() : region ? [region.id] : [];
    stage.drop(gone);
  } else {
    const to = { Home: 0, End: regions.length - 1, ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
    const next = to === undefined ? undefined : regions[to];
    if (!next) return;
    stage.select([next.id]);
  }
  event.preventDefault();
  event.stopPropagation();
}

/** An arrow each, as the row goes: what lies later in the list is drawn over what lies before it. */
const ORDER = [
  ["toBack", "Send to back", "M3.5 3h9M8 13V6M5 9l3-3 3 3"],
  ["backward", "Send backward", "M8 13V3.5M4.500 7L8 3.500 11.500 7"],
  ["forward", "Bring forward", "M8 3v9.5M4.500 9L8 12.500 11.500 9"],
  ["toFront", "Bring to front", "M3.5 13h9M8 3v7M5 7l3 3 3-3"],
] as const;

function Order({ desk }: { desk: Desk }): JSX.Element | null {
  const { order } = desk.stage;
  if (!order.matters.value) return null;
  return (
    <div class="order">
      {ORDER.map(([command, name, path]) => (
        <Action
          key={command}
          desk={desk}
          command={command}
          name={name}
          possible={order.possible.value}
          look="icon"
        >
          <Icon path={path} />
        </Action>
      ))}
    </div>
  );
}

export function Regions({ desk }: { desk: Desk }): JSX.Element {
  const { stage, session } = desk;
  const regions = stage.listed.value;
  const own = stage.regions.value.length;
  const selected = stage.selected.value;
  const labels = session.labelsById.value;
  const proposed = stage.proposed.byId.value;
  return (
    <section class="card regions">
      <h2>
        Regions{" "}
        <span>
          {own < regions.length && `${number(regions.length - own)} suggested · `}
          {number(own)}
        </span>
      </h2>
      <Order desk={desk} />
      {regions.length === 0 && <p class="none">Nothing is marked yet.</p>}
      <Rows
        name="Regions"
        count={regions.length}
        first={regions.findIndex((one) => selected.has(one.id))}
        several
        follows
        row={(place, focusable) => {
          const region = regions[place];
          return (
            region && (
              <Row
                key={region.id}
                desk={desk}
                region={region}
                suggested={proposed.get(region.id)}
                label={labels.get(region.label)}
                place={place}
                count={regions.length}
                focusable={focusable}
              />
            )
          );
        }}
      />
    </section>
  );
}
