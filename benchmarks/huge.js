// The clock of a very large picture: when it is sharp on the stage, and frames while it is panned and zoomed.
(() => {
  const area = () => document.querySelector("[role=application][aria-label='Image stage']");
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const wheel = (x, y, more) => {
    const box = area().getBoundingClientRect();
    const at = { clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true };
    area().dispatchEvent(new WheelEvent("wheel", { ...at, ...more }));
  };
  const pointer = (type, x, y, more) => {
    const box = area().getBoundingClientRect();
    const at = { clientX: box.left + x, clientY: box.top + y, pointerId: 1, bubbles: true, cancelable: true };
    area().dispatchEvent(new PointerEvent(type, { ...at, ...more }));
  };

  /**
   * Whether all that is seen is as sharp as the screen: the picture has one black or white block of `block` pixels
   * after the other, and on the screen each must be nearly black or white, in the middle of all of them.
   */
  const sharp = (block, side) => {
    const canvas = area()?.querySelector("canvas");
    const { zoom, origin } = area()?.dataset ?? {};
    if (!canvas || !zoom || !origin) return false;
    const scale = (Number(zoom) * canvas.width) / canvas.clientWidth;
    const [x, y] = JSON.parse(origin);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let seen = 0;
    for (let n = 0; n < 4000; n++) {
      const [across, down] = [Math.floor((n * 7919) % canvas.width), Math.floor((n * 104729) % canvas.height)];
      const at = [x + (across + 0.5) / scale, y + (down + 0.5) / scale];
      if (at.some((one) => one < 0 || one >= side)) continue;
      // Only where the screen's pixel is well inside a block, whose border is smooth when it is enlarged.
      const half = (block * scale) / 2 - Math.max(1, 2.5 * scale);
      const inside = at.every((one) => Math.abs((one % block) - block / 2) * scale < half);
      if (!inside) continue;
      const white = (Math.floor(at[0] / block) + Math.floor(at[1] / block)) % 2 === 1;
      const grey = data[4 * (down * canvas.width + across)];
      if (data[4 * (down * canvas.width + across) + 3] < 255 || (white ? grey < 175 : grey > 80)) return false;
      seen += 1;
    }
    return seen > 100;
  };

  /** Milliseconds from now until all is sharp. */
  const untilSharp = async (block, side) => {
    const start = performance.now();
    while (!sharp(block, side)) {
      if (performance.now() - start > 60_000) throw new Error("it did not get sharp");
      await next();
    }
    return performance.now() - start;
  };

  /** Milliseconds from a key until all is sharp. */
  const open = (key, block, side) => {
    const from = document.activeElement;
    from.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
    return untilSharp(block, side);
  };

  const frames = async (count, act) => {
    const times = [];
    let last = await next();
    for (let n = 0; n < count; n++) {
      act(n);
      const now = await next();
      times.push(now - last);
      last = now;
    }
    return times;
  };

  /** The hand drags on and on in one direction, 24 screen pixels a frame, letting go and grasping anew. */
  const pan = (count, across, down) => {
    const [step, hold] = [24, 12];
    const button = { button: 1, buttons: 4 };
    return frames(count, (n) => {
      const way = (n % hold) * step;
      if (n % hold === 0) pointer("pointerdown", 360, 360, button);
      pointer("pointermove", 360 - across * way, 360 - down * way, { buttons: 4 });
      if (n % hold === hold - 1) pointer("pointerup", 360 - across * way, 360 - down * way, button);
    });
  };
  const zoom = (count, by) => frames(count, () => wheel(240, 240, { deltaY: by }));

  window.nbhuge = { untilSharp, open, pan, zoom, wheel };
})();
