/** A slider that gives the keys back to the picture once it is let go of. */

import type { JSX } from "preact";
import type { Desk } from "./desk";
import { Icon } from "./parts";

export function Slider(props: {
  readonly desk: Desk;
  readonly name: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly says: string;
  /** Stands for the name where there is no room for words. */
  readonly icon?: string;
  onChange(value: number): void;
}): JSX.Element {
  const { desk, name, value, from, to, step, says, icon, onChange } = props;
  return (
    <label class={icon ? "setting brief" : "setting"} title={`${name}: ${says}`}>
      <span class="word" aria-hidden="true">
        {name}
      </span>
      {icon && <Icon path={icon} />}
      <input
        type="range"
        class="slider"
        aria-label={name}
        aria-valuetext={says}
        min={from}
        max={to}
        step={step}
        value={value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        onPointerUp={() => desk.focusGrid()}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          desk.focusGrid();
        }}
      />
    </label>
  );
}
