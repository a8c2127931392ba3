/** How the picture on the stage looks, and how wide the brush is. */

import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Slider } from "./slider";

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

export function StageSettings({ desk }: { desk: Desk }): JSX.Element {
  const { stage, large } = desk;
  const paints = stage.tools.value.includes("brush");
  return (
    <div class="windowing">
      {paints && (
        <Slider
          desk={desk}
          name="Brush size"
          value={stage.brush.value}
          from={1}
          to={200}
          step={1}
          says={`${stage.brush.value} pixels`}
          onChange={(value) => stage.setBrush(value)}
        />
      )}
      <Slider
        desk={desk}
        name="Brightness"
        value={large.brightness.value}
        from={-100}
        to={100}
        step={5}
        says={signed(large.brightness.value)}
        onChange={(value) => {
          large.brightness.value = value;
        }}
      />
      <Slider
        desk={desk}
        name="Contrast"
        value={large.contrast.value}
        from={-100}
        to={100}
        step={5}
        says={signed(large.contrast.value)}
        onChange={(value) => {
          large.contrast.value = value;
        }}
      />
      <Slider
        desk={desk}
        name="Region opacity"
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
