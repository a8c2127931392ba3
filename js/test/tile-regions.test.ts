/** Masks on tiles: fewer pixels, and nothing lost that is too thin. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { runsOf, writeRuns } from "../src/geometry/rle";
import { coarse } from "../src/paint/coarse";

const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) })
  .chain((image) => {
    const pixels = fc.array(fc.boolean(), {
      minLength: image.width * image.height,
      maxLength: image.width * image.height,
    });
    const side = (most: number) => fc.integer({ min: 1, max: most });
    const size = fc.record({ width: side(image.width), height: side(image.height) });
    return fc.record({ image: fc.constant(image), pixels, size });
  });

test("a pixel of a small mask is inside where any pixel that it stands for is", () => {
  fc.assert(
    fc.property(pictures, ({ image, pixels, size }) => {
      const wanted = new Uint8Array(size.width * size.height);
      pixels.forEach((inside, i) => {
        const x = Math.floor((i % image.width) * (size.width / image.width));
        const y = Math.floor(Math.floor(i / image.width) * (size.height / image.height));
        if (inside) wanted[y * size.width + x] = 1;
      });
      const rle = writeRuns(runsOf(pixels.map(Number), image));
      expect(coarse(rle, image, size)).toEqual(wanted);
    }),
  );
});

test("a mask of another picture is not drawn on a tile", () => {
  const rle = writeRuns([2, 2]);
  expect(coarse(rle, { width: 2, height: 2 }, { width: 1, height: 1 })).not.toBeNull();
  expect(coarse(rle, { width: 3, height: 2 }, { width: 1, height: 1 })).toBeNull();
  expect(coarse("no mask", { width: 2, height: 2 }, { width: 1, height: 1 })).toBeNull();
});
