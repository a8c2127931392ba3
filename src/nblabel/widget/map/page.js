/**
 * What the map's canvas cannot tell by itself: whether the page is dark, how wide it is and how dense its
 * pixels are; what is held while pressing; and a name and words for those who do not see it. No state of the
 * person's work is kept here, so that none is saved with the notebook.
 */

// A move of the pointer that is this short and this soon after the last one is not worth a message.
const NEAR_PX = 4;
const SOON_MS = 40;

function isDark(el) {
  const told = document.body.dataset.jpThemeLight;
  if (told !== undefined) return told === "false";
  const [r, g, b] = getComputedStyle(el).color.match(/[\d.]+/g).map(Number);
  return 0.3 * r + 0.59 * g + 0.11 * b > 128; // light words stand on dark
}

function render({ model, el }) {
  const over = new AbortController();
  const words = document.createElement("div");
  words.setAttribute("role", "status");
  words.setAttribute("aria-label", "Map");
  words.style.cssText = "font-size: 12px; min-height: 1.4em; padding: 2px 8px; opacity: .85";
  el.append(words);

  let root = null;
  let told = "";
  const tell = () => {
    root ??= adopt(el, model, over.signal);
    if (root === null) return;
    const look = {
      width: Math.round(root.clientWidth),
      ratio: Math.min(Math.max(devicePixelRatio, 1), 3),
      dark: isDark(el),
    };
    if (look.width === 0 || JSON.stringify(look) === told) return;
    told = JSON.stringify(look);
    model.send({ look });
  };
  const sized = new ResizeObserver(tell);
  sized.observe(el);
  const themed = new MutationObserver(tell);
  for (const one of [document.documentElement, document.body]) themed.observe(one, { attributes: true });

  const hear = (message) => {
    words.textContent = message.note ?? "";
    root?.querySelector("canvas")?.setAttribute("aria-label", message.name ?? "Map");
  };
  model.on("msg:custom", hear);
  model.send({ hello: true });
  return () => {
    model.off("msg:custom", hear);
    sized.disconnect();
    themed.disconnect();
    over.abort();
  };
}

/** Takes the map's root in hand once it is in the page; null before. */
function adopt(el, model, signal) {
  const root = el.closest(".nblabel-map");
  const canvas = root?.querySelector("canvas");
  if (!canvas) return null;
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Map");
  const capture = { capture: true, signal };
  let last = null;
  let held = false;
  root.addEventListener(
    "mousemove",
    (event) => {
      if (event.target !== canvas) return;
      const near = last !== null && Math.hypot(event.x - last.x, event.y - last.y) < NEAR_PX;
      if (near && event.timeStamp - last.timeStamp < SOON_MS) event.stopPropagation();
      else last = event;
    },
    capture,
  );
  root.addEventListener(
    "mousedown",
    (event) => {
      const more = event.shiftKey || event.ctrlKey || event.metaKey;
      if (event.target === canvas && more !== held) model.send({ more });
      if (event.target === canvas) held = more;
    },
    capture,
  );
  // The canvas keeps every key to itself; the way out of it must stay open.
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.target === canvas && event.key === "Tab") event.stopPropagation();
    },
    capture,
  );
  return root;
}

export default { render };
