/** Pictures drawn in the page: each shows its number, so that a wrong tile is seen at once. */

export interface Encoded {
  readonly bytes: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  readonly type: string;
}

/** Draws picture `index` with its longer side at most `size`; some are upright, some wide. */
export async function drawn(index: number, size: number): Promise<Encoded> {
  const [width, height] = index % 3 === 0 ? [480, 640] : [640, 480];
  const scale = Math.min(1, size / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no canvas.");
  const hue = (index * 47) % 360;
  const sky = pen.createLinearGradient(0, 0, 0, canvas.height);
  sky.addColorStop(0, `hsl(${hue} 45% 72%)`);
  sky.addColorStop(1, `hsl(${(hue + 40) % 360} 40% 40%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = `hsl(${(hue + 180) % 360} 50% 55%)`;
  pen.beginPath();
  pen.arc(canvas.width * 0.35, canvas.height * 0.6, canvas.height * (0.15 + (index % 5) * 0.04), 0, 7);
  pen.fill();
  pen.fillStyle = "#fffd";
  pen.font = `600 ${Math.round(canvas.height * 0.2)}px system-ui, sans-serif`;
  pen.fillText(String(index), canvas.width * 0.06, canvas.height * 0.26);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return { bytes: await blob.arrayBuffer(), width, height, type: blob.type };
}

/** Many small pictures on one image, row by row, and where each of them is. */
export interface EncodedSheet {
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly tiles: readonly { x: number; y: number; w: number; h: number; width: number; height: number }[];
}

/** Draws the pictures of these indexes on one sheet, each with its longer side `size`. */
export async function drawnSheet(indexes: readonly number[], size: number): Promise<EncodedSheet> {
  const columns = Math.min(8, indexes.length);
  const canvas = new OffscreenCanvas(columns * size, Math.ceil(indexes.length / columns) * size);
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no canvas.");
  const tiles = indexes.map((index, at) => {
    const [width, height] = index % 3 === 0 ? [480, 640] : [640, 480];
    const [w, h] = [Math.round((width * size) / 640), Math.round((height * size) / 640)];
    const [x, y] = [(at % columns) * size, Math.floor(at / columns) * size];
    pen.fillStyle = `hsl(${(index * 47) % 360} 45% ${45 + (index % 4) * 8}%)`;
    pen.fillRect(x, y, w, h);
    pen.fillStyle = `hsl(${(index * 47 + 180) % 360} 50% 55%)`;
    pen.fillRect(x + w * 0.2, y + h * 0.45, w * (0.2 + (index % 5) * 0.08), h * 0.4);
    pen.fillStyle = "#fff";
    pen.font = `600 ${Math.round(size * 0.22)}px system-ui, sans-serif`;
    pen.fillText(String(index), x + w * 0.06, y + h * 0.3, w * 0.9);
    return { x, y, w, h, width, height };
  });
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return { bytes: await blob.arrayBuffer(), type: blob.type, tiles };
}
