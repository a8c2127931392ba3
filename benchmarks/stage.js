// The clock of the stage: frames while it is panned and zoomed, and when a change is painted.
(() => {
  const area = () => document.querySelector("[role=application][aria-label='Image stage']");
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const send = (type, x, y, more = {}) => {
    const box = area().getBoundingClientRect();
    const kind = type === "wheel" ? WheelEvent : PointerEvent;
    const at = { clientX: box.left + x, clientY: box.top + y, pointerId: 1, bubbles: true, cancelable: true, ...more };
    area().dispatchEvent(new kind(type, at));
  };

  /** Frame times in milliseconds while `act(n)` is done in each of `count` frames. */
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

  const pan = (count) =>
    frames(count, (n) => send("wheel", 300, 300, { deltaX: 0, deltaY: n % 40 < 20 ? 24 : -24, shiftKey: true }));
  const zoom = (count) => frames(count, (n) => send("wheel", 300, 300, { deltaY: n % 40 < 20 ? -40 : 40 }));

  const zoomIn = (count) => frames(count, () => send("wheel", 300, 300, { deltaY: -60 }));

  /** Milliseconds from the end of a gesture until the layer of regions is drawn anew. */
  const sharp = async () => {
    const layer = area().querySelector("canvas.regions");
    const start = performance.now();
    while (layer.style.transform !== "" && performance.now() - start < 3000) await next();
    return performance.now() - start;
  };

  const spot = (x, y) => {
    const live = area().querySelector("canvas.live");
    const scale = live.width / live.clientWidth;
    return live.getContext("2d").getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data[3];
  };

  /** Drags from one screen point to another, a step a frame: frame times, and that each step was painted in time. */
  const drag = async (from, to, count) => {
    const along = (n) => [from[0] + ((to[0] - from[0]) * n) / count, from[1] + ((to[1] - from[1]) * n) / count];
    send("pointerdown", ...from, { button: 0, buttons: 1 });
    const times = await frames(count, (n) => send("pointermove", ...along(n + 1), { buttons: 1 }));
    send("pointerup", ...to, { button: 0 });
    return times;
  };

  /** Milliseconds from pressing a key until another item's picture is painted on the stage. */
  const turn = async (key) => {
    const before = area().dataset.item;
    const start = performance.now();
    area().dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
    for (;;) {
      await next();
      const canvas = area().querySelector("canvas.pixels");
      const middle = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3];
      if (area().dataset.item !== before && middle > 0) return performance.now() - start;
      if (performance.now() - start > 10000) throw new Error("no other picture came");
    }
  };

  window.nbstage = { area, pan, zoomIn, zoom, sharp, drag, turn, spot, send };
})();
