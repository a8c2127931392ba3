/** Draws what a tool is doing: open shapes, lines, handles, strokes. */

import type { Point } from "../geometry/point";
import type { Viewport } from "../scene/viewport";
import type { Area, Preview } from "../tools/tool";
import { trace } from "./shapes";

export interface PreviewLook {
  color(preview: Preview): string;
  /** Of what is inside a shape, 0 to 1. */
  readonly opacity: number;
}

/** Half the side of a handle; where there are many they are small, or they would hide what they are for. */
const HANDLE = 4;
const SMALL = 2;
const CROWD = 24;
const CASING = "rgb(255 255 255 / 0.9)";

/** `pen` counts in CSS pixels of the view. */
export function paintPreviews(
  pen: CanvasRenderingContext2D,
  previews: readonly Preview[],
  seen: Viewport,
  look: PreviewLook,
): void {
  pen.lineJoin = "round";
  pen.lineCap = "round";
  const handles = previews.filter((one) => one.draw === "handle").length;
  for (const one of previews) {
    if (one.draw === "handle") handle(pen, one.at, seen, one.lit, handles > CROWD ? SMALL : HANDLE);
    else if (one.draw === "area") area(pen, one.area, one.erase, seen, look.color(one));
    else {
      pen.beginPath();
      if (one.draw === "line") line(pen, one.points, seen);
      else trace(pen, one.shape, seen);
      if (one.draw !== "line") tint(pen, look.color(one), look.opacity);
      outline(pen, look.color(one));
    }
  }
}

function tint(pen: CanvasRenderingContext2D, color: string, opacity: number): void {
  pen.globalAlpha = opacity;
  pen.fillStyle = color;
  pen.fill("evenodd");
  pen.globalAlpha = 1;
}

function outline(pen: CanvasRenderingContext2D, color: string): void {
  pen.strokeStyle = CASING;
  pen.lineWidth = 3.5;
  pen.stroke();
  pen.strokeStyle = color;
  pen.lineWidth = 1.75;
  pen.stroke();
}

function line(pen: CanvasPath, points: readonly Point[], { zoom, x, y }: Viewport): void {
  points.forEach((point, place) => {
    if (place === 0) pen.moveTo((point.x - x) * zoom, (point.y - y) * zoom);
    else pen.lineTo((point.x - x) * zoom, (point.y - y) * zoom);
  });
}

function handle(
  pen: CanvasRenderingContext2D,
  at: Point,
  { zoom, x, y }: Viewport,
  lit: boolean,
  half: number,
): void {
  const [left, top] = [(at.x - x) * zoom, (at.y - y) * zoom];
  pen.beginPath();
  pen.rect(left - half, top - half, 2 * half, 2 * half);
  pen.fillStyle = lit ? "#2563eb" : "#fff";
  pen.strokeStyle = lit ? "#fff" : "#1b1f27";
  pen.lineWidth = 1.25;
  pen.fill();
  pen.stroke();
}

function area(
  pen: CanvasRenderingContext2D,
  what: Area,
  erase: boolean,
  seen: Viewport,
  color: string,
): void {
  if (what.kind === "flood") return;
  pen.beginPath();
  if (what.kind === "rings") {
    for (const part of what.parts) {
      line(pen, part, seen);
      pen.closePath();
    }
    tint(pen, erase ? "#fff" : color, 0.45);
    outline(pen, erase ? "#1b1f27" : color);
    return;
  }
  const width = Math.max(1, what.width * seen.zoom);
  const [only, ...others] = what.points;
  if (only && others.length === 0) {
    dot(pen, only, seen, width, erase ? "#fff" : color);
    return;
  }
  line(pen, what.points, seen);
  pen.globalAlpha = 0.5;
  pen.lineWidth = width;
  pen.strokeStyle = erase ? "#fff" : color;
  pen.stroke();
  pen.globalAlpha = 1;
}

/** The brush where it is: a line of no length would not be drawn at all. Its edge is seen on its own colour too. */
function dot(
  pen: CanvasRenderingContext2D,
  at: Point,
  { zoom, x, y }: Viewport,
  width: number,
  color: string,
): void {
  pen.arc((at.x - x) * zoom, (at.y - y) * zoom, width / 2, 0, 2 * Math.PI);
  tint(pen, color, 0.5);
  for (const [ink, wide] of [
    [CASING, 2.5],
    ["#1b1f27", 1],
  ] as const) {
    pen.strokeStyle = ink;
    pen.lineWidth = wide;
    pen.stroke();
  }
}
