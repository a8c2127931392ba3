/** The tools beside the picture: one button each, with its key; and what is done to all regions. */

import type { JSX } from "preact";
import type { ToolCommand } from "../input/keymap";
import type { ToolName } from "../tools/tool";
import type { Desk } from "./desk";
import { Icon } from "./parts";

const NAMES: Readonly<Record<ToolName, string>> = {
  select: "Select",
  box: "Box",
  extreme: "Extreme points",
  template: "Template box",
  polygon: "Polygon",
  brush: "Brush",
  eraser: "Eraser",
  fill: "Fill",
  add: "Add",
  subtract: "Subtract",
  smart: "Smart region",
  move: "Move",
  points: "Points",
};

/** Drawn on 16 by 16. */
const PATHS: Readonly<Record<ToolName | "lock" | "all", string>> = {
  select: "M4 2.5l8 6.2-3.6.5 2.1 3.8-1.5.8-2.1-3.8L4 12.500z",
  box: "M2.500 4h11v8h-11z",
  extreme: "M8 2.500v2M8 11.500v2M2.500 8h2M11.500 8h2M5.500 5.500h5v5h-5z",
  template: "M2.500 2.500h7v7h-7zM9.500 6.500h4v7h-7v-4",
  polygon: "M8 2.200l5.800 4.300-2.200 6.800H4.400L2.200 6.500z",
  brush: "M13.500 2.500L7.500 8.500M7.300 8.400c-2.500-.2-2 3-4.800 4.100 2.300 1.400 6 .7 5.800-2.300z",
  eraser: "M6 13.500h7.500M9.500 2.800l4 4-6.300 6.200H5.100L2.700 10.600z",
  fill: "M7 2.500l5.500 5.500-4.800 4.800L2.200 7.300zM2.600 7.800h9.400M14 10.500c.8 1.300.8 2.500 0 2.500s-.8-1.200 0-2.500z",
  add: "M2.500 5.500h6v6h-6zM12 2.500v5M9.500 5h5",
  subtract: "M2.500 5.500h6v6h-6zM9.500 5h5",
  smart:
    "M8 1.800v3M8 11.200v3M1.800 8h3M11.200 8h3M3.600 3.600l2.100 2.100M10.300 10.300l2.100 2.100M3.600 12.400l2.100-2.100M10.300 5.700l2.100-2.100",
  move: "M8 2v12M2 8h12M6 4l2-2 2 2M6 12l2 2 2-2M4 6L2 8l2 2M12 6l2 2-2 2",
  points: "M2.500 12.500l3.500-7 4 3 3.500-5M5 4.500h2v2H5zM9 7.500h2v2H9z",
  lock: "M4 7.500h8v6H4zM5.500 7.500V5a2.500 2.500 0 015 0v2.500",
  all: "M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.6 9h5.800l.6-9M6.800 7v4M9.200 7v4",
};

function ToolButton(props: {
  readonly name: string;
  readonly path: string;
  readonly hint: string;
  readonly keys: string;
  readonly pressed?: boolean | undefined;
  readonly first?: boolean;
  onClick(): void;
}): JSX.Element {
  const { name, path, hint, keys, pressed, first = false, onClick } = props;
  return (
    <button
      type="button"
      class="tool"
      aria-label={name}
      aria-pressed={pressed}
      aria-keyshortcuts={keys || undefined}
      title={hint ? `${name} (${hint})` : name}
      tabIndex={first ? 0 : -1}
      onClick={onClick}
    >
      <Icon path={path} />
      <span class="hint" aria-hidden="true" data-text={hint} />
    </button>
  );
}

/** Arrow keys walk through the toolbar, which is one stop of the Tab key. */
function walk(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("button")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key] ?? 0;
  const to = buttons[buttons.indexOf(event.target as HTMLElement) + step];
  if (step === 0 || !to) return;
  to.focus();
  event.preventDefault();
  event.stopPropagation();
}

export function Tools({ desk }: { desk: Desk }): JSX.Element {
  const { stage } = desk;
  const tools = stage.tools.value;
  const hand = stage.tool.value;
  const many = stage.regions.value.length;
  return (
    <div
      class="tools"
      role="toolbar"
      aria-label="Tools"
      aria-orientation={desk.width.value === "narrow" ? "horizontal" : "vertical"}
      onKeyDown={walk}
    >
      {tools.map((tool, place) => {
        const command: ToolCommand = `tool ${tool}`;
        return (
          <ToolButton
            key={tool}
            name={NAMES[tool]}
            path={PATHS[tool]}
            hint={desk.keys.hint(command)}
            keys={desk.keys.aria(command)}
            pressed={tool === hand}
            first={place === 0}
            onClick={() => desk.run(command)}
          />
        );
      })}
      <ToolButton
        name="Lock regions"
        path={PATHS.lock}
        hint={desk.keys.hint("lock")}
        keys={desk.keys.aria("lock")}
        pressed={stage.locked.value}
        onClick={() => desk.run("lock")}
      />
      <ToolButton
        name="Delete all regions"
        path={PATHS.all}
        hint=""
        keys=""
        onClick={() => {
          if (many === 0) desk.said.value = "There are no regions here.";
          else stage.dropAll();
          desk.focusGrid();
        }}
      />
    </div>
  );
}
