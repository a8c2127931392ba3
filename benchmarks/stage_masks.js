// Masks of a large picture on a canvas of their own, in a real browser: the page half of stage_masks.py.

import { LabelMap } from "../js/src/geometry/labelmap";
import { MaskPainter } from "../js/src/paint/mask";

const VIEW = { width: 1100, height: 700 };
const OPACITY = 0.6;

const canvas = document.createElement("canvas");
document.body.append(canvas);
const pen = canvas.getContext("2d");

let map = null;
let painter = null;
let seen = null;
let again = 0;
let ratio = 1;
/** Milliseconds of each task between frames. */
let slices = [];

// The painter's slices are the only timers of this page.
const plain = window.setTimeout;
window.setTimeout = (act, delay) =>
  plain(() => {
    const began = performance.now();
    act();
    slices.push(performance.now() - began);
  }, delay);

const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
const colorOf = (label) => `#${((label * 2654435761) >>> 8).toString(16).padStart(6, "0").slice(-6)}`;

/** Numbers from 0 to 1, the same in every run. */
let state = 7;
const chance = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
};

/** A curved stroke about a place. */
const stroke = (x, y, width) => {
  const points = Array.from({ length: 40 }, (_, n) => ({ x: x + n * 4, y: y + 40 * Math.sin(n / 6) }));
  return { kind: "stroke", points, width };
};

/** A map of `side` x `side` pixels that `labels` labels share in small pieces: no tile is of one label. */
const make = (side, labels, scale) => {
  map = new LabelMap({ width: side, height: side });
  for (let n = 0; n < 20 * labels; n++) {
    map.paint(stroke(chance() * side, chance() * side, 20 + chance() * 120), 1 + (n % labels));
  }
  ratio = scale;
  canvas.width = VIEW.width * ratio;
  canvas.height = VIEW.height * ratio;
  painter?.dispose();
  painter = new MaskPainter(() => {
    again ||= requestAnimationFrame(() => {
      again = 0;
      paint();
    });
  });
  painter.setMap(map, colorOf);
  let mixed = 0;
  for (let n = 0; n < map.across * map.down; n++) mixed += map.tile(n).cells ? 1 : 0;
  return { tiles: map.across * map.down, mixed };
};

/** Paints what is seen; the milliseconds it took. */
const paint = () => {
  const began = performance.now();
  pen.clearRect(0, 0, canvas.width, canvas.height);
  painter.paint(pen, seen, ratio, OPACITY);
  return performance.now() - began;
};

/** The viewport whose middle is at this image pixel. */
const at = (x, y, zoom) => ({ zoom, x: x - VIEW.width / 2 / zoom, y: y - VIEW.height / 2 / zoom });

/** Milliseconds from now until all is as fine as it can be. */
const sharp = async () => {
  const began = performance.now();
  while (painter.waits || again) {
    if (performance.now() - began > 10000) throw new Error("not sharp after ten seconds");
    await next();
  }
  return performance.now() - began;
};

/** Frames while `where(n)` is looked at in each of them: their times, what painting took, and until it is sharp. */
const move = async (count, where) => {
  slices = [];
  const frames = [];
  const paints = [];
  let last = await next();
  for (let n = 0; n < count; n++) {
    seen = where(n);
    paints.push(paint());
    const now = await next();
    frames.push(now - last);
    last = now;
  }
  const late = await sharp();
  return { frames, paints, sharp: late, slices };
};

/** To and fro over the whole map, a screen and a half a second. */
const pan = (count, zoom) =>
  move(count, (n) => {
    const way = (n * 24) / zoom;
    const room = map.size.width;
    const along = way % (2 * room);
    return at(along < room ? along : 2 * room - along, (way / 5) % room, zoom);
  });

/** From the whole map to single pixels and back, twice, about a place beside the middle. */
const zoom = (count) => {
  const whole = VIEW.height / map.size.height;
  return move(count, (n) => {
    const share = (1 - Math.cos((4 * Math.PI * n) / count)) / 2;
    return at(map.size.width * 0.4, map.size.height * 0.6, whole * (24 / whole) ** share);
  });
};

/** Strokes of a brush of 30 screen pixels: milliseconds in the map, and until they are painted. */
const strokes = async (count, scale) => {
  const inMap = [];
  const painted = [];
  seen = at(map.size.width / 2, map.size.height / 2, scale);
  paint();
  await sharp();
  for (let n = 0; n < count; n++) {
    const reach = 300 / scale;
    const from = { x: map.size.width / 2 + (chance() - 0.5) * reach, y: map.size.height / 2 + (chance() - 0.5) * reach };
    const points = Array.from({ length: 60 }, (_, i) => ({
      x: from.x + (i * 3) / scale,
      y: from.y + (30 * Math.sin(i / 9)) / scale,
    }));
    const began = performance.now();
    const { tiles } = map.paint({ kind: "stroke", points, width: 30 / scale }, 1 + (n % 100));
    const laid = performance.now();
    painter.changed(tiles);
    for (paint(); painter.waits; paint()) await next(); // what is late counts with its frame
    inMap.push(laid - began);
    painted.push(performance.now() - laid);
    await next();
  }
  return { inMap, painted };
};

/** Whether the pixels around a place have several labels. */
const mixed = ({ x, y }, reach) => {
  const label = map.ownerAt({ x, y });
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) if (map.ownerAt({ x: x + dx, y: y + dy }) !== label) return true;
  }
  return false;
};

/** How many of some places do not show the colour of their label, where its neighbours have it too. */
const wrong = async (zoomed) => {
  seen = at(map.size.width / 2, map.size.height / 2, zoomed);
  paint();
  await sharp();
  paint();
  let [bad, looked] = [0, 0];
  for (let n = 0; n < 4000; n++) {
    const [x, y] = [Math.floor(chance() * canvas.width), Math.floor(chance() * canvas.height)];
    const scale = zoomed * ratio;
    const place = { x: (x + 0.5 - Math.round(-seen.x * scale)) / scale, y: (y + 0.5 - Math.round(-seen.y * scale)) / scale };
    const label = map.ownerAt(place);
    if (mixed(place, Math.ceil(2 / scale) + 1)) continue;
    looked++;
    const pixel = pen.getImageData(x, y, 1, 1).data;
    const wanted = label === 0 ? [0, 0, 0, 0] : [1, 3, 5].map((i) => Number.parseInt(colorOf(label).slice(i, i + 2), 16));
    const opaque = label === 0 ? pixel[3] === 0 : Math.abs(pixel[3] - 255 * OPACITY) <= 2;
    if (!opaque || wanted.slice(0, 3).some((value, i) => label !== 0 && Math.abs(value - pixel[i]) > 3)) bad++;
  }
  return { bad, looked };
};

window.nbmasks = { make, pan, zoom, strokes, wrong };
