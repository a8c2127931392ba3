/** Tiles of very large pictures at the fake kernel: as far made as it is told, and any tile of them. */

import type { Leveled, Levels, Piece } from "../src/wire/protocol";

export interface FakeTiles {
  /** Null: the file cannot be read. */
  levels(ask: Levels): Partial<Leveled> | null;
  /** The encoded tile; null: there is none. */
  piece(ask: Piece): ArrayBuffer | null;
}

type Reply = (kind: string, body: unknown, buffers?: DataView[]) => void;
type Refuse = (message: string) => void;

export function fakeLevels(tiles: FakeTiles | undefined, ask: Levels, reply: Reply, refuse: Refuse): void {
  const found = tiles ? tiles.levels(ask) : { width: 0, height: 0 };
  if (found) reply("leveled", found);
  else refuse("This file is gone.");
}

export function fakePiece(tiles: FakeTiles | undefined, ask: Piece, reply: Reply, refuse: Refuse): void {
  const bytes = tiles?.piece(ask) ?? null;
  if (bytes) reply("tiled", { width: 512, height: 512 }, [new DataView(bytes)]);
  else refuse("There are no tiles here.");
}
