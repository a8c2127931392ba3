// The clock of the wall: frames while it is flung, and the tiles in view that show no picture yet.
(() => {
  const panel = () => window.jupyterapp.shell.currentWidget.node;
  const wall = () => panel().querySelector(".wall");
  const canvas = () => wall().querySelector("canvas");
  const colour = (text) => text.match(/\d+/g).slice(0, 3).map(Number);
  const surface = () => colour(getComputedStyle(wall().querySelector(".probe .surface")).color);

  /** Tiles that are wholly in view: [key, left, top, side] in pixels of the canvas. */
  const tiles = () => {
    const frame = canvas().getBoundingClientRect();
    const scale = canvas().width / frame.width;
    return [...wall().querySelectorAll("[role=gridcell]")].flatMap((cell) => {
      const box = cell.getBoundingClientRect();
      if (box.top < frame.top || box.bottom > frame.bottom) return [];
      const place = [(box.left - frame.left) * scale, (box.top - frame.top) * scale, box.width * scale];
      return [[cell.dataset.item ?? "", ...place, cell]];
    });
  };

  /** Documents are written on their tiles; on those that are too small for words they are painted with the key. */
  const isText = () => wall().closest("[data-media=text]") !== null;
  const isBlank = (cell) => cell.offsetWidth >= 64 && !cell.querySelector(".leaf")?.textContent;

  /** How many tiles are in view, and how many of them are still of the bare surface. */
  const look = () => {
    const found = tiles();
    if (isText()) {
      const empty = found.filter(([key, , , , cell]) => key === "" || isBlank(cell));
      return { tiles: found.length, empty: empty.length, first: found[0]?.[0] ?? "" };
    }
    const bare = surface();
    const pen = canvas().getContext("2d");
    const { data, width } = pen.getImageData(0, 0, canvas().width, canvas().height);
    const isBare = (x, y) => {
      const at = (Math.round(y) * width + Math.round(x)) * 4;
      return data[at + 3] === 0 || bare.every((value, i) => Math.abs(data[at + i] - value) < 2);
    };
    const empty = found.filter(([key, x, y, side]) => {
      if (key === "") return true;
      return [0.3, 0.5, 0.7].every((share) => isBare(x + side * share, y + side / 2));
    });
    return { tiles: found.length, empty: empty.length, first: found[0]?.[0] ?? "" };
  };

  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));

  let frames = [];
  let watching = false;
  /** Notes the time of every frame until `stop`. */
  const watch = () => {
    frames = [];
    watching = true;
    const note = (time) => {
      frames.push(time);
      if (watching) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  };

  /** The milliseconds between frames since `watch`. */
  const stop = () => {
    watching = false;
    return frames.slice(1).map((time, n) => time - frames[n]);
  };

  /** Milliseconds from now until no tile in view is bare, and how many were at 300 ms. */
  const full = async (seconds = 20) => {
    const start = performance.now();
    let late = 0;
    for (;;) {
      await next();
      const spent = performance.now() - start;
      const { tiles: all, empty } = look();
      if (spent <= 300) late = empty;
      if (all > 0 && empty === 0) return { ms: spent, tiles: all, late: spent <= 300 ? 0 : late };
      if (spent > seconds * 1000) throw new Error(`${empty} of ${all} tiles are bare after ${seconds} s`);
    }
  };

  /** Does `act` and waits until other tiles than before are painted: milliseconds to the first, and to all. */
  const change = async (act, seconds = 20) => {
    const before = look().first;
    const start = performance.now();
    let first = null;
    act();
    for (;;) {
      await next();
      const now = look();
      const spent = performance.now() - start;
      const other = now.tiles > 0 && now.first !== before && now.first !== "";
      if (other && now.empty < now.tiles) first ??= spent;
      if (other && now.empty === 0) return { first, all: spent };
      if (spent > seconds * 1000) throw new Error(`nothing else was painted in ${seconds} s`);
    }
  };

  const jump = (share) => change(() => {
    wall().scrollTop = share * (wall().scrollHeight - wall().clientHeight);
  });

  const sort = (name) => change(() => {
    const choice = panel().querySelector('select[aria-label="Sort"]');
    choice.value = name;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });

  const press = (button) => change(() => button.click());

  const saving = () => panel().querySelector('[role=status][aria-label="Saving"]').textContent;
  /** Milliseconds until `done` holds for what the page says of saving and of its first tile's labels. */
  const until = async (done, seconds = 60) => {
    const start = performance.now();
    for (;;) {
      await next();
      const cell = wall().querySelector("[role=gridcell]");
      if (done(saving(), cell?.dataset.labels ?? "")) return performance.now() - start;
      if (performance.now() - start > seconds * 1000) throw new Error(`still "${saving()}", ${cell?.dataset.labels}`);
    }
  };

  window.nbwall = { look, watch, stop, full, jump, sort, press, until };
})();
