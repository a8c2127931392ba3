/** One item large, over the grid or the wall: everything that labels it works as before. */

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "./desk";
import { focused } from "./element";
import { LargeBar } from "./large-bar";
import { mountLargeStage } from "./large-stage";
import { mountReader } from "./reader";
import { ReaderRoom } from "./reader-room";
import { mountStage } from "./stage";
import { remarkOn } from "./stage-masks";
import { Tools } from "./tools";

/** What of the regions is not as it was given. */
function Remark({ desk }: { desk: Desk }): JSX.Element | null {
  const text = desk.stage.origin.remark.value || remarkOn(desk.stage.masks.mapped.value?.map ?? null);
  return text ? (
    <p class="remark" role="status" aria-label="Regions">
      {text}
    </p>
  ) : null;
}

function LargeRoom({ desk }: { desk: Desk }): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!host.current) return;
    const { root } = desk;
    const abort = new AbortController();
    const focusGrid = desk.focusGrid;
    const picture = desk.stage.regional.peek() ? mountStage : mountLargeStage;
    const mount = desk.reader.on.peek() ? mountReader : picture;
    const focusLarge = mount(host.current, desk, abort.signal);
    desk.focusGrid = focusLarge;
    if (root.contains(focused(root))) focusLarge();
    return () => {
      const held = room.current?.contains(focused(root)) || focused(root) === root;
      abort.abort();
      if (desk.focusGrid === focusLarge) desk.focusGrid = focusGrid;
      if (!held) return;
      // The widget keeps the keys until the tiles are there again: they are drawn with the next frame.
      root.focus({ preventScroll: true });
      requestAnimationFrame(() => focused(root) === root && desk.focusGrid());
    };
  }, [desk]);
  const drawing = desk.stage.regional.value;
  if (desk.reader.on.value)
    return (
      <div class="large-room" ref={room}>
        <ReaderRoom desk={desk} host={host} />
      </div>
    );
  return (
    <div class="large-room" ref={room}>
      {drawing && <Remark desk={desk} />}
      <div class="bench">
        {drawing && <Tools desk={desk} />}
        <div
          class={drawing ? "viewer drawing" : "viewer"}
          role="application"
          aria-label="Image stage"
          tabIndex={drawing ? 0 : undefined}
          ref={host}
        />
      </div>
      <LargeBar desk={desk} />
    </div>
  );
}

/** Drawn only while an item is large. */
export function Large({ desk }: { desk: Desk }): JSX.Element | null {
  const shown = desk.session.large.value !== null && desk.canAct.value.now;
  return shown ? <LargeRoom desk={desk} /> : null;
}
