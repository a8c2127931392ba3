/**
 * A ring joined to a polygon or cut out of it. All is done in whole hundredths of a pixel: borders are split where
 * they cross until none cross, then every piece stays that has the result on one side only. Pure.
 */

import type { Rings } from "../wire/protocol";
import { type Pair, type Ring, ringsOf } from "./polygon";

/** A piece of border between two points of the grid; `own`: of the polygon, else of the ring. */
interface Piece {
  readonly a: Pair;
  readonly b: Pair;
  readonly own: boolean;
}

/** A piece of both borders taken together, and of which of them it is one an odd number of times. */
interface Edge {
  readonly a: Pair;
  readonly b: Pair;
  own: boolean;
  other: boolean;
}

type Keep = (own: boolean, other: boolean) => boolean;

/** The rings of what lies in the polygon or in the ring. */
export const joined = (polygon: Rings, ring: Ring): Ring[] =>
  combined(ringsOf(polygon), ring, (own, other) => own || other);

/** The rings of what lies in the polygon and not in the ring; none when nothing is left. */
export const without = (polygon: Rings, ring: Ring): Ring[] =>
  combined(ringsOf(polygon), ring, (own, other) => own && !other);

function combined(parts: readonly Ring[], ring: Ring, keep: Keep): Ring[] {
  const pieces = split([...parts.flatMap((part) => piecesOf(part, true)), ...piecesOf(ring, false)]);
  const edges = merged(pieces);
  const border = edges.flatMap((edge) => directed(edge, edges, keep));
  return chained(border).map((one) => one.map(([x, y]): Pair => [x / 100, y / 100]));
}

function piecesOf(ring: Ring, own: boolean): Piece[] {
  const grid = ring.map(([x, y]): Pair => [Math.round(100 * x), Math.round(100 * y)]);
  return grid.map((a, at) => ({ a, b: grid[(at + 1) % grid.length] ?? a, own })).filter(hasLength);
}

const hasLength = ({ a, b }: Piece): boolean => !same(a, b);
const same = (a: Pair, b: Pair): boolean => a[0] === b[0] && a[1] === b[1];

/** On which side of the line from a to b a point lies: exact, since all are whole numbers. */
const side = (a: Pair, b: Pair, [x, y]: Pair): number =>
  Math.sign((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));

/** Rounding a crossing to the grid bends borders a little, which may make them cross anew: again, until none do. */
function split(pieces: Piece[]): Piece[] {
  for (let round = 0; round < 100; round++) {
    const cuts = new Map<Piece, Pair[]>();
    const cut = (piece: Piece, at: Pair): void => {
      if (!same(piece.a, at) && !same(piece.b, at)) cuts.set(piece, [...(cuts.get(piece) ?? []), at]);
    };
    meetings(pieces, cut);
    if (cuts.size === 0) break;
    pieces = pieces.flatMap((piece) => cutAt(piece, cuts.get(piece) ?? []));
  }
  return pieces;
}

/** Tells of every place where a piece has to be cut, since another crosses it or ends on it. */
function meetings(pieces: readonly Piece[], cut: (piece: Piece, at: Pair) => void): void {
  const sorted = [...pieces].sort(
    (one, other) => Math.min(one.a[0], one.b[0]) - Math.min(other.a[0], other.b[0]),
  );
  let open: Piece[] = [];
  for (const piece of sorted) {
    const left = Math.min(piece.a[0], piece.b[0]);
    open = open.filter(({ a, b }) => Math.max(a[0], b[0]) >= left);
    for (const other of open) if (near(piece, other)) meet(piece, other, cut);
    open.push(piece);
  }
}

const near = (one: Piece, other: Piece): boolean =>
  Math.min(one.a[1], one.b[1]) <= Math.max(other.a[1], other.b[1]) &&
  Math.min(other.a[1], other.b[1]) <= Math.max(one.a[1], one.b[1]);

function meet(one: Piece, other: Piece, cut: (piece: Piece, at: Pair) => void): void {
  const [c, d] = [side(one.a, one.b, other.a), side(one.a, one.b, other.b)];
  const [e, f] = [side(other.a, other.b, one.a), side(other.a, other.b, one.b)];
  if (c * d < 0 && e * f < 0) {
    const at = crossing(one, other);
    cut(one, at);
    cut(other, at);
    return;
  }
  for (const [end, turn] of [
    [other.a, c],
    [other.b, d],
  ] as const)
    if (turn === 0 && spans(one, end)) cut(one, end);
  for (const [end, turn] of [
    [one.a, e],
    [one.b, f],
  ] as const)
    if (turn === 0 && spans(other, end)) cut(other, end);
}

/** Of a point on the line through a piece: whether it lies on the piece. */
const spans = ({ a, b }: Piece, [x, y]: Pair): boolean =>
  x >= Math.min(a[0], b[0]) &&
  x <= Math.max(a[0], b[0]) &&
  y >= Math.min(a[1], b[1]) &&
  y <= Math.max(a[1], b[1]);

function crossing({ a, b }: Piece, other: Piece): Pair {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [ex, ey] = [other.b[0] - other.a[0], other.b[1] - other.a[1]];
  const share = ((other.a[0] - a[0]) * ey - (other.a[1] - a[1]) * ex) / (dx * ey - dy * ex);
  return [Math.round(a[0] + share * dx), Math.round(a[1] + share * dy)];
}

function cutAt(piece: Piece, places: readonly Pair[]): Piece[] {
  const { a, b, own } = piece;
  const far = ([x, y]: Pair): number => (x - a[0]) ** 2 + (y - a[1]) ** 2;
  const points = [a, ...[...places].sort((one, other) => far(one) - far(other)), b];
  return points
    .slice(1)
    .map((to, at) => ({ a: points[at] ?? to, b: to, own }))
    .filter(hasLength);
}

const nameOf = ([x, y]: Pair): string => `${x} ${y}`;

/** Pieces that lie on each other become one edge; those that cancel out by the even-odd rule go. */
function merged(pieces: readonly Piece[]): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { a, b, own } of pieces) {
    const [first, last] = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a];
    const name = `${nameOf(first)} ${nameOf(last)}`;
    const edge = edges.get(name) ?? { a: first, b: last, own: false, other: false };
    if (own) edge.own = !edge.own;
    else edge.other = !edge.other;
    edges.set(name, edge);
  }
  return [...edges.values()].filter(({ own, other }) => own || other);
}

/** The edge so directed that the result lies on its right hand; none when it is no border of the result. */
function directed(edge: Edge, edges: readonly Edge[], keep: Keep): Piece[] {
  const { a, b } = edge;
  // A ray goes up from the edge, or, of one that goes down, to the left: what it crosses tells where it starts.
  const [along, off]: [0 | 1, 0 | 1] = a[0] === b[0] ? [1, 0] : [0, 1];
  const middle: Pair = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  let [own, other] = [false, false];
  for (const one of edges) {
    if (one.a[along] > middle[along] === one.b[along] > middle[along] || one === edge) continue;
    const [low, high] = one.a[along] < one.b[along] ? [one.a, one.b] : [one.b, one.a];
    const turn = side(low, high, middle);
    if (off === 1 ? turn <= 0 : turn >= 0) continue;
    if (one.own) own = !own;
    if (one.other) other = !other;
  }
  const before = keep(own, other);
  if (before === keep(own !== edge.own, other !== edge.other)) return [];
  // Edges run to the right or downwards, so above lies on the left hand, and left of it on the right hand.
  const turned = off === 1 ? before : !before;
  return [turned ? { a: b, b: a, own: edge.own } : { a, b, own: edge.own }];
}

/** Directed edges put one after the other, and a ring of its own wherever a way comes back to a point it was at. */
function chained(border: readonly Piece[]): Ring[] {
  const from = new Map<string, Piece[]>();
  for (const piece of border) from.set(nameOf(piece.a), [...(from.get(nameOf(piece.a)) ?? []), piece]);
  const used = new Set<Piece>();
  const rings: Ring[] = [];
  for (const first of border) {
    const way = new Map<string, Pair>();
    for (let piece: Piece | undefined = first; piece && !used.has(piece); piece = onward(piece, from, used)) {
      used.add(piece);
      way.set(nameOf(piece.a), piece.a);
      if (way.has(nameOf(piece.b))) rings.push(cutOff(way, nameOf(piece.b)));
    }
  }
  return rings.map(straightened).filter((ring) => ring.length > 2);
}

/** Takes off the way all from that point on: a ring. */
function cutOff(way: Map<string, Pair>, point: string): Ring {
  const names = [...way.keys()];
  const loop = names.slice(names.indexOf(point));
  return loop.map((name) => {
    const at = way.get(name) ?? [0, 0];
    way.delete(name);
    return at;
  });
}

/** Where several edges go on, the sharpest turn keeps apart what only touches. */
function onward(
  piece: Piece,
  from: ReadonlyMap<string, readonly Piece[]>,
  used: ReadonlySet<Piece>,
): Piece | undefined {
  const ways = (from.get(nameOf(piece.b)) ?? []).filter((next) => !used.has(next));
  return ways.sort((one, other) => turnOf(piece, other) - turnOf(piece, one))[0];
}

/** The angle that one turns by, clockwise as seen on the screen, from -π to π. */
function turnOf(piece: Piece, next: Piece): number {
  const [dx, dy] = [piece.b[0] - piece.a[0], piece.b[1] - piece.a[1]];
  const [ex, ey] = [next.b[0] - next.a[0], next.b[1] - next.a[1]];
  return Math.atan2(dx * ey - dy * ex, dx * ex + dy * ey);
}

/** Without the points that lie on the line between their neighbours: where a border was cut that has gone. */
const straightened = (ring: Ring): Ring =>
  ring.filter(
    (point, at) => side(ring.at(at - 1) ?? point, ring[(at + 1) % ring.length] ?? point, point) !== 0,
  );
