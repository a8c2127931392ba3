/** A dialog over the widget, not over the notebook: it keeps the focus, and gives it back. */

import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "./desk";
import { focused } from "./element";
import { ICONS, Icon } from "./parts";

const FOCUSABLE = "button, input, select, a[href], [tabindex='0']";

function trap(event: KeyboardEvent, sheet: HTMLElement): void {
  const stops = [...sheet.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const now = focused(sheet);
  if (now !== edge && now !== sheet) return;
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  event.preventDefault();
}

interface SheetProps {
  readonly desk: Desk;
  readonly name: string;
  /** Without it the dialog can only be answered. */
  readonly onClose?: (() => void) | undefined;
  /** Stays in sight over what is scrolled. */
  readonly above?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Focus goes to the child marked `data-first`, when the widget has the focus at all. */
export function Sheet({ desk, name, onClose, above, actions, children }: SheetProps): JSX.Element {
  const id = useId();
  const veil = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = focused(desk.root);
    // A dialog that opens by itself must not pull a person out of the cell that they are typing in.
    if (desk.root.contains(before)) {
      (sheet.current?.querySelector<HTMLElement>("[data-first]") ?? sheet.current)?.focus();
    }
    return () => {
      if (!sheet.current?.contains(focused(desk.root)) && focused(desk.root) !== document.body) return;
      // After the frame, when the rest of the widget can be focused again.
      queueMicrotask(() => {
        // A tile gives way to the one that is current by now: a click may have moved on just before a key.
        const tile = before?.matches("[role=gridcell]");
        if (before instanceof HTMLElement && !tile && before !== document.body) before.focus();
        if (!desk.root.contains(focused(desk.root))) desk.focusGrid();
      });
    };
  }, [desk]);
  useLayoutEffect(() => {
    const outside = (event: Event): void => {
      if (event.target === veil.current) onClose?.();
    };
    veil.current?.addEventListener("click", outside);
    return () => veil.current?.removeEventListener("click", outside);
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose?.();
    if (event.key === "Tab" && sheet.current) trap(event, sheet.current);
  };
  return (
    <div class="veil" ref={veil}>
      <div
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        ref={sheet}
        onKeyDown={onKeyDown}
      >
        <div class="title">
          <h2 id={id}>{name}</h2>
          {onClose && (
            <button type="button" class="button icon" aria-label="Close" onClick={onClose}>
              <Icon path={ICONS.close} />
            </button>
          )}
        </div>
        {above}
        <div class="body">{children}</div>
        {actions && <div class="ways">{actions}</div>}
      </div>
    </div>
  );
}
