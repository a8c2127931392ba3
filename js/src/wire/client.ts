/**
 * Who this page is to the kernel: a client id that belongs to one live session. It is kept per project in
 * sessionStorage, so a reload finds it, and guarded by a Web Lock, so a duplicated tab gets another one and
 * what a dead tab left behind can be told from what a live one is about to send.
 */

import { newId } from "../document/ids";

/** How long a re-run cell waits for the session it replaces to let go, in milliseconds. */
const PATIENCE = 250;

export interface Client {
  readonly id: string;
  /** True when the browser can tell live sessions from dead ones. */
  readonly guarded: boolean;
  release(): void;
}

/** Takes the first id of this tab and project that no live session holds, or a new one. */
export async function claimClient(project: string): Promise<Client> {
  const known = stored(project);
  if (!globalThis.navigator?.locks) return unguarded(project, known);
  if (known.length === 0) return fresh(project, known);
  for (const id of known) {
    const release = await hold(id, { ifAvailable: true });
    if (release) return { id, guarded: true, release };
  }
  const first = known[0];
  const freed = first && (await hold(first, { signal: AbortSignal.timeout(PATIENCE) }));
  if (first && freed) return { id: first, guarded: true, release: freed };
  return fresh(project, known);
}

/** A new id. Nobody else can hold its lock, so nothing waits for it. */
function fresh(project: string, known: readonly string[]): Client {
  const id = newId();
  const held = hold(id, {});
  store(project, [...known, id]);
  return { id, guarded: true, release: () => void held.then((release) => release?.()) };
}

/** Ids of the sessions that live now in this browser, of any project; none where it cannot be known. */
export async function liveClients(): Promise<string[]> {
  const { held = [] } = (await globalThis.navigator?.locks?.query()) ?? {};
  const prefix = lockName("");
  return held.flatMap(({ name }) => (name?.startsWith(prefix) ? name.slice(prefix.length) : []));
}

/**
 * Runs `then` once the session of this client id is dead, and holds its id until the promise is settled.
 * Queues without polling; ends without running when `ending` aborts first.
 */
export async function whenDead(id: string, ending: AbortSignal, then: () => Promise<void>): Promise<void> {
  try {
    await navigator.locks.request(lockName(id), { signal: ending }, then);
  } catch (error) {
    if (!ending.aborted) throw error;
  }
}

/** Holds the lock of an id; gives what lets go of it, or null when another session has it. */
function hold(id: string, options: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const held = (lock: Lock | null) =>
      lock === null ? resolve(null) : new Promise<void>((release) => resolve(() => release()));
    navigator.locks.request(lockName(id), options, held).catch(() => resolve(null));
  });
}

/** Without locks only a reload can be sure that the id is free: a duplicated tab copies sessionStorage. */
function unguarded(project: string, known: readonly string[]): Client {
  const [entry] = globalThis.performance?.getEntriesByType?.("navigation") ?? [];
  const reloaded = (entry as PerformanceNavigationTiming | undefined)?.type === "reload";
  const id = (reloaded && known[0]) || newId();
  store(project, [id]);
  return { id, guarded: false, release: () => undefined };
}

function lockName(id: string): string {
  return `nblabel client ${id}`;
}

function storageKey(project: string): string {
  return `nblabel clients ${project}`;
}

function stored(project: string): string[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(storageKey(project)) ?? "[]");
    return Array.isArray(list) ? list.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // Storage is blocked here: every page is a new client.
  }
}

function store(project: string, ids: readonly string[]): void {
  try {
    sessionStorage.setItem(storageKey(project), JSON.stringify(ids.slice(-8)));
  } catch {
    // Storage is blocked here: the outbox says so to the person.
  }
}
