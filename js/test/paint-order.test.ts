/** What lies later in the list is drawn over what lies before it, lines and insides. */

import { expect, test } from "vitest";
import { type Drawn, drawShapes } from "../src/paint/shapes";

const SIGHT = { seen: { x: 0, y: 0, zoom: 1 }, ratio: 1, opacity: 0.2 };

/** The colours of lines and of insides in the order in which a pen is given them. */
function drawn(colors: readonly string[]): { lines: string[]; insides: string[] } {
  const [lines, insides]: [string[], string[]] = [[], []];
  const pen = {
    canvas: { width: 500, height: 500 },
    strokeStyle: "",
    fillStyle: "",
    stroke: () => lines.push(pen.strokeStyle),
    fill: () => insides.push(pen.fillStyle),
  };
  const rest = { get: (on: object, name: string) => Reflect.get(on, name) ?? (() => {}) };
  const all = colors.map((color): Drawn => {
    const shape = { kind: "box", x: 10, y: 10, width: 50, height: 50, angle: 0, frame: 0 } as const;
    return { shape, color, lit: false, dashed: false };
  });
  for (const _ of drawShapes(new Proxy(pen, rest) as unknown as CanvasRenderingContext2D, all, SIGHT));
  return { lines: lines.filter((one) => !one.startsWith("rgb(255")), insides };
}

test("regions of two labels are drawn in their order", () => {
  expect(drawn(["red", "blue", "red"])).toEqual({
    lines: ["red", "blue", "red"],
    insides: ["red", "blue", "red"],
  });
});

test("neighbours of one colour are one line, and of thousands all of a colour are", () => {
  expect(drawn(["red", "red", "blue"]).lines).toEqual(["red", "blue"]);
  const many = Array.from({ length: 2000 }, (_, at) => (at % 2 ? "red" : "blue"));
  expect(drawn(many).lines.length).toBeLessThan(20);
});
