import { expect, test } from "vitest";
import { viewsOf } from "../src/wire/host";

const bytes = (view: DataView) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];

test("buffers of every shape are read as the bytes they are, parts of larger ones too", () => {
  const whole = Uint8Array.of(9, 1, 2, 9).buffer;
  const given = [new DataView(whole, 1, 2), new Uint8Array(whole, 1, 2), Uint8Array.of(1, 2).buffer];
  expect(viewsOf(given).map(bytes)).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
});

test("a host that carries no buffers gives none", () => {
  expect(viewsOf(undefined)).toEqual([]);
  expect(viewsOf(null)).toEqual([]);
});
