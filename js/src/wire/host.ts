/** What hosts do differently with the same message. */

/**
 * The buffers beside a message as views of their bytes. Jupyter and marimo hand over `DataView`s; the contract of
 * anywidget leaves it open, so `ArrayBuffer`s and typed arrays, also parts of larger ones, are taken too, and
 * no buffers at all, where a host cannot carry them: whoever wanted one then says what did not arrive.
 */
export function viewsOf(buffers: unknown): DataView[] {
  if (!Array.isArray(buffers)) return [];
  return buffers.map((buffer: DataView | ArrayBuffer | ArrayBufferView) => {
    if (buffer instanceof DataView) return buffer;
    if (ArrayBuffer.isView(buffer)) return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return new DataView(buffer);
  });
}
