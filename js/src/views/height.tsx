/** The widget's height follows its trait, and the handle at its lower edge. */

import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

export interface Height {
  readonly pixels: Signal<number>;
  /** Keeps what the person has dragged to. */
  keep(): void;
}

export const LEAST = 360;
const MOST = 2400;
const STEP = 20;

const within = (pixels: number): number => Math.round(Math.min(MOST, Math.max(LEAST, pixels)));

export function Resizer({ height }: { height: Height }): JSX.Element {
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const handle = event.currentTarget;
    const start = height.pixels.value - event.clientY;
    const move = (e: PointerEvent): void => {
      height.pixels.value = within(start + e.clientY);
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", move);
        height.keep();
      },
      { once: true },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (step === undefined) return;
    height.pixels.value = within(height.pixels.value + step);
    height.keep();
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged
    <div
      class="resizer"
      role="separator"
      aria-label="Height"
      aria-orientation="horizontal"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={height.pixels.value}
      tabIndex={0}
      title="Drag to change the height"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
