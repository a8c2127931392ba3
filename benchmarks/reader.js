// The clock of the reader: when a document is seen, when a selection is painted, frames while it is scrolled.
(() => {
  const area = () => document.querySelector("[role=document][aria-label='Text']");
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // The first task after a frame: what that frame shows has been painted.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(null);
  }));
  const send = (type, x, y, more = {}) => {
    const at = { clientX: x, clientY: y, pointerId: 1, isPrimary: true, bubbles: true, cancelable: true, ...more };
    const target = document.elementFromPoint(x, y) ?? area();
    return target.dispatchEvent(new PointerEvent(type, at));
  };

  const pressOn = (element, key) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));

  /** Milliseconds from Enter on the tile until the words of the document and its marks are painted. */
  const open = async () => {
    const tile = document.querySelector('[role=gridcell][tabindex="0"]');
    const start = performance.now();
    pressOn(tile, "Enter");
    for (;;) {
      const at = await painted();
      if (area()?.querySelector("mark")) return at - start;
      if (at - start > 10000) throw new Error("no document came");
    }
  };

  /** Until all of it is there: the list tells of the last span. */
  const whole = async (height) => {
    const start = performance.now();
    while (area().scrollHeight < height && performance.now() - start < 30000) await next();
    return performance.now() - start;
  };

  /** Frame times in milliseconds while it is scrolled by so many pixels in each of `count` frames. */
  const scroll = async (count, pixels) => {
    const times = [];
    let [last, way] = [await next(), 1];
    for (let n = 0; n < count; n++) {
      const box = area();
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) way = -1;
      if (box.scrollTop <= 0) way = 1;
      box.scrollTop += way * pixels;
      const now = await next();
      times.push(now - last);
      last = now;
    }
    return times;
  };

  const to = (part) => {
    area().scrollTop = part * (area().scrollHeight - area().clientHeight);
  };

  /** A place in the line in the middle of what is seen, and one further along it. */
  const line = () => {
    const box = area().getBoundingClientRect();
    const y = box.top + box.height / 2;
    const block = document.elementFromPoint(box.left + box.width / 2, y)?.closest("p") ?? area().querySelector("p");
    const { left, top } = block.getBoundingClientRect();
    return [left + 4, top + 16];
  };

  const highlighted = () => {
    const [range] = CSS.highlights.get("nblabel-range") ?? [];
    return range ? range.toString() : "";
  };

  /** Selects by a drag: each step's milliseconds until the frame that shows it, from the event on. */
  const select = async (steps) => {
    const [x, y] = line();
    const times = [];
    send("pointerdown", x, y, { button: 0, buttons: 1 });
    for (let n = 1; n <= steps; n++) {
      const before = highlighted();
      const start = performance.now();
      send("pointermove", x + n * 12, y + (n > 20 ? 32 : 0), { buttons: 1 });
      const at = await painted();
      if (highlighted() !== before) times.push(at - start);
    }
    send("pointerup", x + steps * 12, y, { button: 0 });
    return times;
  };

  /** Milliseconds from letting go, with a label in hand, until the frame that shows the new span. */
  const mark = async () => {
    const [x, y] = line();
    send("pointerdown", x, y, { button: 0, buttons: 1 });
    send("pointermove", x + 60, y, { buttons: 1 });
    send("pointermove", x + 120, y, { buttons: 1 });
    await painted();
    const before = area().querySelectorAll("mark").length;
    const start = performance.now();
    send("pointerup", x + 120, y, { button: 0 });
    for (let tries = 0; tries < 60; tries++) {
      const at = await painted();
      if (area().querySelectorAll("mark").length !== before) return at - start;
    }
    return null;
  };

  const press = (key) => {
    area().focus();
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    area().dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
  };

  window.nbreader = { area, open, whole, scroll, to, select, mark, press };
})();
