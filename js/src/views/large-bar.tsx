/** The controls under a large picture: zoom, frame, window. */

import type { JSX } from "preact";
import type { Window } from "../wire/protocol";
import type { Desk } from "./desk";
import { Action, ICONS, Icon, number } from "./parts";
import { Slider } from "./slider";
import { StageSettings } from "./stage-settings";

function Zoom({ desk }: { desk: Desk }): JSX.Element {
  const { large } = desk;
  const zoom = large.seen.value?.zoom;
  const percent = zoom === undefined ? "" : `${number(round(zoom * large.ratio.value * 100))} %`;
  return (
    <div class="zoom">
      <Action desk={desk} command="zoomOut" name="Zoom out" look="icon">
        <Icon path={ICONS.minus} />
      </Action>
      <output class="percent" aria-label="Zoom" aria-live="off" title="Of the picture's own size">
        {percent}
      </output>
      <Action desk={desk} command="zoomIn" name="Zoom in" look="icon">
        <Icon path={ICONS.plus} />
      </Action>
      <Action desk={desk} command="fit" name="Fit" />
      {desk.stage.regional.value && (
        <Action desk={desk} command="rotate" name="Turn" look="icon">
          <Icon path={ICONS.turn} />
        </Action>
      )}
    </div>
  );
}

/** 7.3 %, 25 %: as exact as one reads it. */
const round = (percent: number): number =>
  percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent);

function Frames({ desk }: { desk: Desk }): JSX.Element | null {
  const { frame, frames } = desk.large;
  if (frames.value < 2) return null;
  const says = `frame ${frame.value + 1} of ${frames.value}`;
  return (
    <div class="frames">
      <Slider
        desk={desk}
        name="Frame"
        value={frame.value}
        from={0}
        to={frames.value - 1}
        step={1}
        says={says}
        onChange={(value) => desk.large.turn(value)}
      />
      <span class="says">{says}</span>
    </div>
  );
}

const same = (a: Window, b: Window): boolean =>
  a.name === b.name && a.center === b.center && a.width === b.width && a.curve === b.curve;

function Presets({ desk }: { desk: Desk }): JSX.Element {
  const { large } = desk;
  const measured = large.measured.value;
  const window = large.window.value;
  const presets = measured?.windows ?? [];
  const chosen = window ? presets.findIndex((one) => same(one, window)) : -1;
  const own = window !== null && chosen < 0;
  return (
    <select
      class="choice"
      aria-label="Window preset"
      value={String(own ? "own" : chosen)}
      onChange={(event) => {
        large.setWindow(presets[Number(event.currentTarget.value)] ?? null);
        desk.focusGrid();
      }}
    >
      {measured?.tabled && <option value="-1">As in the file</option>}
      {presets.map((preset, place) => (
        <option key={place} value={place}>
          {preset.name}
        </option>
      ))}
      {own && <option value="own">Set by hand</option>}
    </select>
  );
}

function Windowing({ desk }: { desk: Desk }): JSX.Element | null {
  const { large } = desk;
  const measured = large.measured.value;
  const window = large.window.value ?? measured?.windows[0];
  if (!measured || !window) return null;
  const { least, most, step } = rangeOf(measured.low, measured.high, measured.windows);
  const { center, width } = window;
  return (
    <div class="windowing" title="Drag the picture with the right button, or with Shift">
      <Presets desk={desk} />
      <Slider
        desk={desk}
        name="Window"
        value={width}
        from={step}
        to={Math.max(most - least, width)}
        step={step}
        says={figure(width)}
        onChange={(value) => large.adjust(center, value)}
      />
      <Slider
        desk={desk}
        name="Level"
        value={center}
        from={Math.min(least, center)}
        to={Math.max(most, center)}
        step={step}
        says={figure(center)}
        onChange={(value) => large.adjust(value, width)}
      />
      <span class="says">
        {figure(width)} / {figure(center)}
      </span>
    </div>
  );
}

/** From the least to the greatest value that a slider should reach: those measured, and those of the presets. */
function rangeOf(low: number, high: number, windows: readonly Window[]) {
  const least = Math.min(low, ...windows.map((one) => one.center - one.width / 2));
  const most = Math.max(high, ...windows.map((one) => one.center + one.width / 2));
  const fine = (most - least) / 1000;
  return { least: Math.floor(least), most: Math.ceil(most), step: fine > 0.2 ? 1 : fine || 1 };
}

/** Whole numbers as they are, others with four figures. */
export function figure(value: number): string {
  return Number.isInteger(value) ? number(value) : String(Number(value.toPrecision(4)));
}

function Under({ desk }: { desk: Desk }): JSX.Element {
  const { under, block } = desk.large;
  const at = under.value;
  const value = at?.value ?? null;
  // Where values were thinned out, one is the mean of its neighbours.
  const about = block.value > 1 ? "about " : "";
  const says = value === null ? "" : `: ${about}${figure(value)}`;
  return (
    <output class="under" aria-label="Pixel" aria-live="off">
      {at && `${at.x}, ${at.y}${says}`}
    </output>
  );
}

/** Everything but the picture. */
export function LargeBar({ desk }: { desk: Desk }): JSX.Element {
  return (
    <div class="viewbar" role="toolbar" aria-label="View">
      <Zoom desk={desk} />
      <Frames desk={desk} />
      <Windowing desk={desk} />
      {desk.stage.regional.value && <StageSettings desk={desk} />}
      <Under desk={desk} />
      <Action desk={desk} command="back" name="Close" look="icon">
        <Icon path={ICONS.close} />
      </Action>
    </div>
  );
}
