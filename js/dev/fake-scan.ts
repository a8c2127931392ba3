/** A scan made in the page: frames of stored 16-bit values, as a kernel sends them for a DICOM file. */

import type { Measured, Window } from "../src/wire/protocol";
import type { Encoded } from "./fake-pictures";

export interface FakeMeasured {
  readonly body: Measured;
  readonly bytes: ArrayBuffer;
}

const SIDE = 512;
const SLOPE = 1;
const INTERCEPT = -1024;
const WINDOWS: readonly Window[] = [
  { name: "Abdomen", center: 60, width: 400, curve: "linear" },
  { name: "Bone", center: 400, width: 1800, curve: "linear" },
  { name: "Full range", center: 200, width: 2400, curve: "exact" },
];

/** Air, a body, two lungs, a spine: values in Hounsfield units. The lungs grow from frame to frame. */
function valueAt(x: number, y: number, frame: number): number {
  const [u, v] = [(x - SIDE / 2) / SIDE, (y - SIDE / 2) / SIDE];
  const grain = ((x * 7919 + y * 104729 + frame * 31) % 41) - 20;
  const inside = (cx: number, cy: number, rx: number, ry: number) =>
    ((u - cx) / rx) ** 2 + ((v - cy) / ry) ** 2 < 1;
  if (!inside(0, 0, 0.42, 0.33)) return -1000;
  const lung = 0.06 + 0.002 * frame;
  if (inside(-0.19, -0.03, lung, lung * 1.6) || inside(0.19, -0.03, lung, lung * 1.6)) return -800 + grain;
  if (inside(0, 0.2, 0.05, 0.06)) return 900 + grain;
  return inside(0.03, -0.06, 0.09, 0.08) ? 130 + grain : 40 + grain;
}

function stored(frame: number): Uint16Array {
  return Uint16Array.from(
    { length: SIDE * SIDE },
    (_, i) => (valueAt(i % SIDE, Math.floor(i / SIDE), frame) - INTERCEPT) / SLOPE,
  );
}

export function scanned(_item: number, frame: number): FakeMeasured {
  const size = { width: SIDE, height: SIDE, full_width: SIDE, full_height: SIDE };
  const scale = { slope: SLOPE, intercept: INTERCEPT, inverted: false, tabled: false };
  const body = { ...size, ...scale, type: "u16" as const, low: -1000, high: 920, windows: [...WINDOWS] };
  return { body, bytes: stored(frame).buffer as ArrayBuffer };
}

/** The same frame through the first window. */
export async function scanPicture(_item: number, size: number, frame = 0): Promise<Encoded> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no canvas.");
  const pixels = pen.createImageData(SIDE, SIDE);
  stored(frame).forEach((value, i) => {
    const grey = ((value * SLOPE + INTERCEPT - 60) / 400 + 0.5) * 255;
    pixels.data.set([grey, grey, grey, 255], i * 4);
  });
  pen.putImageData(pixels, 0, 0);
  const side = Math.min(size, SIDE);
  const small = new OffscreenCanvas(side, side);
  small.getContext("2d")?.drawImage(canvas, 0, 0, side, side);
  const blob = await small.convertToBlob({ type: "image/png" });
  return { bytes: await blob.arrayBuffer(), width: SIDE, height: SIDE, type: blob.type };
}
