// The one clock of all browser benchmarks, put into each page before anything else.
//
// "Painted" is decided from what a frame shows: the screen is read as the very last script of a frame (a
// ResizeObserver runs after every animation callback), and the time is taken in the first task after that
// frame was painted.
(() => {
  // The patch in a photo of 640 x 480: 8 x 2 blocks of 40 pixels in the middle (photos.py draws it).
  const PHOTO = { width: 640, height: 480 };
  const PATCH = { x: 160, y: 200, width: 320, height: 80 };
  const COLUMNS = 8;
  const ROWS = 2;
  const SAMPLES = 2; // pixels read per block and direction

  const scratch = document.createElement("canvas");
  scratch.width = COLUMNS * SAMPLES;
  const ink = scratch.getContext("2d", { willReadFrequently: true });

  /** The number in row `row` of the scratch canvas's pixels; -1 when there is none. */
  const decode = (pixels, row) => {
    let code = 0;
    for (let block = 0; block < COLUMNS * ROWS; block++) {
      const x = (block % COLUMNS) * SAMPLES;
      const y = (row * ROWS + Math.floor(block / COLUMNS)) * SAMPLES;
      let light = 0;
      for (let dy = 0; dy < SAMPLES; dy++) {
        for (let dx = 0; dx < SAMPLES; dx++) {
          const at = ((y + dy) * scratch.width + x + dx) * 4;
          if (pixels[at + 3] < 255) return -1;
          light += pixels[at + 1] / (SAMPLES * SAMPLES);
        }
      }
      if (light > 80 && light < 175) return -1;
      code = (code << 1) | (light > 127 ? 1 : 0);
    }
    const index = code >> 6;
    return (index * 37 + 11) % 64 === (code & 63) ? index : -1;
  };

  /** Where a photo's patch is when the whole photo is shown as large as it can be inside `box`. */
  const patchIn = (box) => {
    const scale = Math.min(box.width / PHOTO.width, box.height / PHOTO.height);
    const x = box.x + (box.width - PHOTO.width * scale) / 2;
    const y = box.y + (box.height - PHOTO.height * scale) / 2;
    return [x + PATCH.x * scale, y + PATCH.y * scale, PATCH.width * scale, PATCH.height * scale];
  };

  /** The places of `root` that may show a photo: [what holds its pixels, x, y, width, height of the patch]. */
  const places = (root) => {
    const images = [...root.querySelectorAll("img")]
      .filter((image) => image.complete && image.naturalWidth === PHOTO.width && image.clientWidth > 0)
      .map((image) => [image, PATCH.x, PATCH.y, PATCH.width, PATCH.height]);
    const cells = [...root.querySelectorAll("[role=gridcell]")].map((cell) => {
      const canvas = cell.closest("[role=region]").querySelector("canvas");
      const frame = canvas.getBoundingClientRect();
      const scale = canvas.width / frame.width;
      const box = cell.getBoundingClientRect();
      const inside = {
        x: (box.x - frame.x) * scale,
        y: (box.y - frame.y) * scale,
        width: box.width * scale,
        height: box.height * scale,
      };
      return canvas.width ? [canvas, ...patchIn(inside)] : null;
    });
    return [...images, ...cells.filter(Boolean)];
  };

  /** The indices of the photos that can be seen in `root` now, in the order of their places; -1 for none. */
  const seen = (root) => {
    const found = places(root);
    if (!found.length) return [];
    const height = ROWS * SAMPLES;
    // Setting the height empties the scratch canvas as well.
    scratch.height = height * found.length;
    found.forEach((place, row) => ink.drawImage(...place, 0, row * height, scratch.width, height));
    const { data } = ink.getImageData(0, 0, scratch.width, scratch.height);
    return found.map((_, row) => decode(data, row));
  };

  const after = new MessageChannel();
  let waiting = null;
  after.port1.onmessage = () => waiting?.(performance.now());

  /** Calls `read` as the last script of the next frame; its value and the time after that frame was painted. */
  const frame = (read) =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const observer = new ResizeObserver(() => {
          observer.disconnect();
          const value = read();
          waiting = (time) => resolve({ value, time });
          after.port2.postMessage(0);
        });
        observer.observe(document.documentElement);
      });
    });

  /** Frame by frame: the time at which `read` first gave each of the goals or more, lowest goal first. */
  const reach = async (read, goals, seconds = 60) => {
    const times = goals.map(() => null);
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const { value, time } = await frame(read);
      goals.forEach((goal, n) => {
        if (value >= goal) times[n] ??= time;
      });
      if (value >= goals.at(-1)) return times;
      if (time > end) throw new Error(`only ${value} of ${goals} was painted in ${seconds} s`);
    }
  };

  const panel = () => window.jupyterapp.shell.currentWidget;

  /** Runs a cell; milliseconds until its output shows one photo, and until it shows `wanted`. */
  const paints = async (place, wanted) => {
    const content = panel().content;
    content.activeCellIndex = place;
    const root = content.widgets[place].node;
    const start = performance.now();
    const run = window.jupyterapp.commands.execute("notebook:run-cell");
    const count = () => seen(root).filter((index) => index >= 0).length;
    const [first, all] = await reach(count, [1, wanted]);
    await run;
    return { first: first - start, all: all - start };
  };

  const grid = () => panel().node.querySelector("[role=grid]");
  const cells = () => [...grid().querySelectorAll("[role=gridcell]")];
  const labels = () => cells().map((cell) => `${cell.dataset.item} ${cell.dataset.labels}`).join("\n");
  const numberOf = (cell) => Number(/photo-(\d+)/.exec(cell.dataset.item)[1]);

  /** True when every one of the cells shows the photo that its `data-item` names. */
  const shows = (wanted, found) => wanted.every((cell, place) => found[place] === numberOf(cell));

  const handlers = new Map();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === "keydown") handlers.set(entry.startTime, entry.processingEnd - entry.processingStart);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });

  /** Milliseconds that a key's handlers took, where the browser noted them (frames of 16 ms and more), else null. */
  const handling = (stamp) => handlers.get(stamp) ?? null;

  /** Until the grid shows `count` photos. */
  const wait = (count) => reach(() => seen(panel().node).filter((index) => index >= 0).length, [count]);

  let due = null;
  /** Waits for the next key: milliseconds from it until `read` gives each goal, as `reach` does. */
  const expect = (read, goals) => {
    due = new Promise((resolve, reject) => {
      const begin = (event) => {
        if (!event.isTrusted) return;
        window.removeEventListener("keydown", begin, true);
        const stamp = event.timeStamp;
        const done = (times) => resolve({ stamp, ms: times.map((time) => time - stamp) });
        reach(read, goals, 20).then(done, reject);
      };
      window.addEventListener("keydown", begin, true);
    });
    due.catch(() => {});
  };

  /** The next key is one that changes a label. */
  const expectLabel = () => {
    const before = labels();
    expect(() => (labels() === before ? 0 : 1), [1]);
  };

  /** The next key turns the page: its first tile, and all of it. */
  const expectPage = () => {
    const before = new Set(cells().map((cell) => cell.dataset.item));
    const read = () => {
      const now = cells();
      if (!now.length || now.some((cell) => before.has(cell.dataset.item))) return 0;
      const found = seen(panel().node);
      if (shows(now, found)) return 2;
      return shows(now.slice(0, 1), found) ? 1 : 0;
    };
    expect(read, [1, 2]);
  };

  const outcome = () => due;

  window.nbclock = { paints, wait, expectLabel, expectPage, outcome, handling };
})();
