/** The frame: head, labels, grid, side room and foot on one root, with the keys that reach all of them. */

import { effect, type ReadonlySignal, untracked } from "@preact/signals";
import { type JSX, render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { listen } from "../input/keyboard";
import type { Session } from "../session/types";
import { Desk } from "./desk";
import { Dialogs } from "./dialogs";
import { focused, set } from "./element";
import { Foot } from "./foot";
import { furnished } from "./furnish";
import { mountGrid } from "./grid";
import { Head } from "./head";
import { type Height, Resizer } from "./height";
import { Large } from "./large";
import { Banner, Instead, Notices, Said } from "./messages";
import { Palette } from "./palette";
import { Side } from "./side";
import { followUnder } from "./under";

/** From this width in pixels on the side rooms are wider too. */
const VAST = 1600;

/** Focus that was on a page stays within the widget when the page goes, and returns with the next one. */
function keepHold(desk: Desk, shown: boolean): void {
  const { root } = desk;
  if (shown && focused(root) === root) requestAnimationFrame(() => desk.focusGrid());
  if (!shown && root.querySelector(".host")?.contains(focused(root))) root.focus({ preventScroll: true });
}

function Middle({ desk }: { desk: Desk }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const abort = new AbortController();
    if (host.current) mountGrid(host.current, desk, abort.signal);
    return () => abort.abort();
  }, [desk]);
  const shown = desk.canAct.value.now;
  const large = desk.session.large.value !== null;
  useLayoutEffect(() => keepHold(desk, shown), [desk, shown]);
  return (
    <div class="middle">
      <Banner desk={desk} />
      <div class="stage">
        <div class={large ? "host under" : "host"} inert={!shown || large} ref={host} />
        <Large desk={desk} />
        <Instead desk={desk} />
        <Notices desk={desk} />
        <Said desk={desk} />
      </div>
    </div>
  );
}

interface FrameProps {
  readonly desk: Desk;
  readonly height: Height;
  readonly rooms: ReadonlySignal<boolean>;
}

/** The rooms' places are kept from the start, so that the pictures do not move when they are filled. */
function Frame({ desk, height, rooms }: FrameProps): JSX.Element {
  const full = rooms.value;
  const modal = desk.dialog.value !== null || desk.session.phase.value === "instructions";
  return (
    <>
      <div class={desk.rooms.palette.value ? "frame" : "frame folded"} inert={modal}>
        {full ? <Head desk={desk} /> : <div class="head" />}
        {desk.rooms.palette.value && (full ? <Palette desk={desk} /> : <div class="palette" />)}
        <Middle desk={desk} />
        {full ? <Side desk={desk} /> : desk.rooms.side.value && <aside class="side" />}
        {full ? <Foot desk={desk} /> : <div class="foot" />}
      </div>
      {full && <Dialogs desk={desk} />}
      {full && <Resizer height={height} />}
    </>
  );
}

/** In a project of spans the first document is opened at once: the reader is where the work is. */
function openAtOnce(desk: Desk, abort: AbortSignal): void {
  let begun = false;
  const stop = effect(() => {
    const ready = desk.reader.marks.value && desk.canAct.value.now;
    if (!ready || begun) return;
    begun = true;
    untracked(() => desk.session.large.peek() === null && desk.open(desk.session.focus.peek()));
  });
  abort.addEventListener("abort", stop);
}

/** Clicks on buttons and bare places leave the focus with the pictures, so that the next key labels them. */
function keepFocus(desk: Desk, abort: AbortSignal): void {
  desk.root.addEventListener(
    "mousedown",
    (event) => {
      // The notebook would extend its selection of cells.
      if (event.shiftKey) event.stopPropagation();
      const target = event.target as Element;
      if (
        target.closest(
          "input, select, textarea, a, [role=dialog], [role=alert], [role=separator], .message, .banner",
        )
      )
        return;
      event.preventDefault();
      if (!desk.root.contains(focused(desk.root)) || !target.closest("button")) desk.focusGrid();
    },
    { signal: abort },
  );
}

function watchRoot(desk: Desk, height: Height, abort: AbortSignal): void {
  const { root, session } = desk;
  const observer = new ResizeObserver(() => {
    if (root.clientWidth > 0) desk.pixels.value = root.clientWidth;
  });
  observer.observe(root);
  const stops = [
    () => observer.disconnect(),
    effect(() => set(root, "data-width", desk.width.value)),
    effect(() => set(root, "data-media", session.project.value?.media ?? null)),
    effect(() => set(root, "data-vast", desk.pixels.value >= VAST ? "" : null)),
    effect(() => set(root, "aria-label", `nblabel ${session.project.value?.name ?? ""}`.trim())),
    effect(() => root.style.setProperty("--height", `${height.pixels.value}px`)),
  ];
  abort.addEventListener("abort", () => {
    for (const stop of stops) stop();
  });
}

/** Draws the widget into `root` until `signal` aborts. */
export function mountFrame(root: HTMLElement, session: Session, height: Height, abort: AbortSignal): void {
  const desk = new Desk(session, root);
  root.classList.add("nbl");
  root.setAttribute("role", "region");
  root.tabIndex = -1;
  if (root.clientWidth > 0) desk.pixels.value = root.clientWidth;
  watchRoot(desk, height, abort);
  keepFocus(desk, abort);
  openAtOnce(desk, abort);
  followUnder(desk, abort);
  listen(
    root,
    {
      keys: desk.keys,
      task: () => session.project.value?.task ?? "",
      labels: () => session.labels.value,
      large: () => session.large.value !== null,
      stage: () => desk.board.value.open.value,
      draw: (event) => desk.draw(event),
      enter: () => desk.enter(),
      blocked: () => desk.dialog.value !== null || session.phase.value === "instructions",
      run: (command) => desk.run(command),
      label: (id) => desk.label(id),
    },
    abort,
  );
  render(<Frame desk={desk} height={height} rooms={furnished(session, abort)} />, root);
  abort.addEventListener("abort", () => render(null, root));
}
