/** The small parts that every room is made of. */

import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import type { Command } from "../input/keymap";
import type { Possible } from "../session/types";
import type { Desk, Dialog } from "./desk";

export function Icon({ path }: { path: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const ICONS = {
  close: "M4 4l8 8m0-8l-8 8",
  tick: "M3.5 8.5l3 3 6-7",
  side: "M2.5 3h11v10h-11zM10 3v10",
  palette: "M2.5 3h11v10h-11zM6 3v10",
  refresh: "M12.8 6.2A5 5 0 103 8.6M12.9 3v3.3H9.6",
  book: "M3 3.5h4a1 1 0 011 1v8a1 1 0 00-1-1H3zM13 3.5H9a1 1 0 00-1 1v8a1 1 0 011-1h4z",
  eye: "M1.500 8C4 3.800 12 3.800 14.500 8 12 12.200 4 12.200 1.500 8zM8 6.200a1.800 1.800 0 110 3.600 1.800 1.800 0 010-3.600z",
  hidden: "M1.500 8C4 3.800 12 3.800 14.500 8 12 12.200 4 12.200 1.500 8zM3 13L13 3",
  turn: "M12.300 6.500A4.800 4.800 0 108 13M12.800 2.800v3.700H9.100",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  model: "M8 1.500L9.800 6.200 14.500 8 9.800 9.800 8 14.500 6.200 9.800 1.500 8 6.200 6.200z",
  wand: "M2.500 13.500L9 7M11.500 1.500v3M10 3h3M13.500 7.500v2.500M12.250 8.750h2.500M6.500 2v2M5.500 3h2",
  halt: "M8 1.500L9.800 6.200 14.500 8 9.800 9.800 8 14.500 6.200 9.800 1.500 8 6.200 6.200zM3 3l10 10",
  doubt: "M8 2.500L14.500 13.500H1.500zM8 6.500v3.500M8 11.800v.2",
  left: "M10 3.5L5.5 8l4.5 4.5",
  right: "M6 3.5L10.5 8 6 12.5",
};

/**
 * A key as it is printed. Never part of a name: `aria-keyshortcuts` says it. It is drawn by the style sheet, so
 * that what is seen as a button's words is also its name, as people say it who speak to their computer.
 */
export function Key({ text }: { text: string }): JSX.Element {
  return <span class="key" aria-hidden="true" data-text={text} />;
}

/** A number beside a name, and as little a part of it as a key. */
export function Amount({ n }: { n: number | undefined }): JSX.Element {
  return <span class="amount" aria-hidden="true" data-text={n === undefined ? "" : number(n)} />;
}

interface PlainProps {
  readonly name: string;
  readonly possible?: Possible | undefined;
  readonly look?: "plain" | "primary" | "icon";
  readonly title?: string | undefined;
  readonly keys?: string | undefined;
  onClick(): void;
  /** Shown instead of the name. */
  readonly children?: ComponentChildren;
}

/** A button. When what it is for cannot be done now it stays where it is and says why; `onClick` asks again. */
export function Plain(props: PlainProps): JSX.Element {
  const { name, possible, look = "plain", title, keys, onClick, children } = props;
  const id = useId();
  const off = possible !== undefined && !possible.now;
  return (
    <>
      <button
        type="button"
        class={`button ${look}`}
        aria-label={name}
        aria-disabled={off}
        aria-describedby={off ? id : undefined}
        aria-keyshortcuts={keys || undefined}
        title={off ? possible.why : title}
        onClick={onClick}
      >
        {children || name}
      </button>
      {off && (
        <span id={id} class="unseen">
          {possible.why}
        </span>
      )}
    </>
  );
}

interface AttemptProps extends Omit<PlainProps, "possible" | "onClick"> {
  readonly desk: Desk;
  /** Why it cannot be done now, or "". */
  readonly why: string;
  act(): void;
}

/** A button that does the thing if it can be done, else says why not. */
export function Attempt({ desk, why, act, ...rest }: AttemptProps): JSX.Element {
  const possible = { now: why === "", why };
  return <Plain {...rest} possible={possible} onClick={() => desk.attempt(possible, act)} />;
}

interface DoorProps extends Omit<PlainProps, "onClick"> {
  readonly desk: Desk;
  readonly to: Dialog;
}

/** A button that opens a dialog. */
export function Door({ desk, to, ...rest }: DoorProps): JSX.Element {
  const open = (): void => {
    desk.dialog.value = to;
  };
  return <Plain {...rest} onClick={open} />;
}

interface BarProps {
  readonly name: string;
  readonly done: number;
  readonly all: number;
  readonly text?: string | undefined;
  /** More of the bar, behind what is done. */
  readonly children?: ComponentChildren;
}

/** How much of something is done. */
export function Bar({ name, done, all, text, children }: BarProps): JSX.Element {
  return (
    <div
      class="bar"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={all}
      aria-valuenow={done}
      aria-valuetext={text}
    >
      <i style={{ width: part(done, all) }} />
      {children}
    </div>
  );
}

/** A part of a whole, as a width. */
export const part = (n: number, all: number): string => `${all ? (100 * n) / all : 0}%`;

interface ActionProps {
  readonly desk: Desk;
  readonly command: Command;
  readonly name: string;
  readonly possible?: Possible;
  readonly look?: "plain" | "primary" | "icon";
  /** How many it is about, shown beside the name and not part of it. */
  readonly amount?: number | undefined;
  /** Shown instead of the name. */
  readonly children?: ComponentChildren;
}

/** A button for a command, with its key. */
export function Action({ desk, command, name, possible, look, amount, children }: ActionProps): JSX.Element {
  const hint = desk.keys.hint(command);
  const title = look === "icon" ? `${name} (${hint})` : undefined;
  const keys = desk.keys.aria(command);
  const run = (): void => desk.run(command);
  return (
    <Plain name={name} possible={possible} look={look} title={title} keys={keys} onClick={run}>
      {children ?? (
        <>
          {name}
          {amount !== undefined && <Amount n={amount} />}
          <Key text={hint} />
        </>
      )}
    </Plain>
  );
}

const FORMAT = new Intl.NumberFormat("en-US");

export const number = (n: number): string => FORMAT.format(n);

/** "1 answer", "2 answers". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${number(n)} ${n === 1 ? one : many}`;

/** A time left, rounded as one would say it. */
export function duration(seconds: number): string {
  if (seconds < 60) return "under a minute";
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 1800) / 2} h`;
}
