/** Which tools each task has, in the order of the tool bar. */

import { add as addPixels, subtract as subtractPixels } from "./addsubtract";
import { box } from "./box";
import { brush } from "./brush";
import { eraser } from "./eraser";
import { extreme } from "./extreme";
import { fill } from "./fill";
import { move } from "./move";
import { add, subtract } from "./parts";
import { points } from "./points";
import { maskPolygon, polygon } from "./polygon";
import { select } from "./select";
import { smart } from "./smart";
import { template } from "./template";
import type { Tool, ToolName } from "./tool";

/** What a tool's state is, only the tool knows. */
type AnyTool = Tool<unknown>;

const TOOLS: Readonly<Record<string, readonly AnyTool[]>> = {
  boxes: [select, box, extreme, template, smart, move],
  polygons: [select, polygon, smart, move, points, add, subtract],
  masks: [select, brush, eraser, fill, maskPolygon, addPixels, subtractPixels, smart],
};

/** The tools of a task; none of one that has no regions. */
export const toolsOf = (task: string): readonly ToolName[] => (TOOLS[task] ?? []).map(({ name }) => name);

/** A task's tool of this name: polygon, add and subtract make regions in one task and pixels in another. */
export function toolOf(task: string, name: ToolName): AnyTool {
  const tool = TOOLS[task]?.find((one) => one.name === name);
  if (tool === undefined) throw new RangeError(`The task ${task} has no tool ${name}.`);
  return tool;
}
