/** Eraser: a brush that gives pixels to nobody, whoever has them. */

import { strokes } from "./brush";

export const eraser = strokes("eraser", true);
