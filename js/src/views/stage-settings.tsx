/** How the picture on the stage looks, and how wide the brush is. */

import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Slider } from "./slider";

/** Drawn on 16 by 16. */
const PATHS = {
  brush: "M8 3a5 5 0 110 10A5 5 0 018 3z",
  brightness:
    "M8 5.500a2.500 2.500 0 110 5 2.500 2.500 0 010-5zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1",
  contrast:
    "M8 2.500a5.500 5.500 0 100 11zM8 2.500a5.500 5.500 0 010 11M8 5.300h4.600M8 8h5.400M8 10.700h4.600",
  gamma: "M2.500 13.500c6 0 8-3.500 11-11M2.500 13.500h11M2.500 13.500v-11",
  opacity: "M2.500 2.500h11v11h-11zM2.500 8L8 2.500M2.500 13.500l11-11M8 13.500L13.500 8",
};

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  says(value: number): string;
}

const PERCENT: Range = { from: -100, to: 100, step: 5, says: signed };
const GAMMA: Range = { from: 0.3, to: 3, step: 0.1, says: (value) => value.toFixed(1) };

interface LooksProps extends Range {
  readonly desk: Desk;
  readonly name: string;
  readonly icon: string;
  readonly value: Signal<number>;
}

/** One way of looking at the picture, kept in a signal. */
function Looks({ value, says, ...rest }: LooksProps): JSX.Element {
  const change = (now: number): void => {
    value.value = now;
  };
  return <Slider {...rest} value={value.value} says={says(value.value)} onChange={change} />;
}

export function StageSettings({ desk }: { desk: Desk }): JSX.Element {
  const { stage, large } = desk;
  const paints = stage.tools.value.includes("brush");
  return (
    <div class="windowing">
      {paints && (
        <Slider
          desk={desk}
          name="Brush size"
          icon={PATHS.brush}
          value={stage.brush.value}
          from={1}
          to={200}
          step={1}
          says={`${stage.brush.value} pixels`}
          onChange={(value) => stage.setBrush(value)}
        />
      )}
      <Looks desk={desk} name="Brightness" icon={PATHS.brightness} value={large.brightness} {...PERCENT} />
      <Looks desk={desk} name="Contrast" icon={PATHS.contrast} value={large.contrast} {...PERCENT} />
      <Looks desk={desk} name="Gamma" icon={PATHS.gamma} value={large.gamma} {...GAMMA} />
      <Slider
        desk={desk}
        name="Region opacity"
        icon={PATHS.opacity}
        value={Math.round(stage.opacity.value * 100)}
        from={0}
        to={100}
        step={5}
        says={`${Math.round(stage.opacity.value * 100)} %`}
        onChange={(value) => {
          stage.opacity.value = value / 100;
        }}
      />
    </div>
  );
}
