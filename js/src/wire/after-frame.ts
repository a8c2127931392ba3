/** What can wait until the screen shows the newest act does: sending costs the notebook around us some milliseconds. */

/** A hidden page draws no frames; nothing waits longer than this, in milliseconds. */
const PATIENCE = 50;

/** Calls `run` in a task of its own after the next frame was drawn; gives what calls it off. */
export function afterFrame(run: () => void): () => void {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    globalThis.cancelAnimationFrame?.(frame);
    clearTimeout(timer);
  };
  const go = (): void => {
    stop();
    run();
  };
  timer = setTimeout(go, PATIENCE);
  frame =
    globalThis.requestAnimationFrame?.(() => {
      clearTimeout(timer);
      timer = setTimeout(go);
    }) ?? 0;
  return stop;
}
