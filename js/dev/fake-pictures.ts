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
