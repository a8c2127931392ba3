/** Ids that sort by the time they were made (ULID); the Python half is values/ids.py. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const RANDOM_BITS = 80n;
let last = 0n;

/** A new ULID of 26 characters, greater than every one this page made or observed before. */
export function newId(): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  let fresh = BigInt(Date.now());
  for (const byte of random) fresh = (fresh << 8n) | BigInt(byte);
  last = fresh > last ? fresh : last + 1n;
  return encode(last);
}

export function isId(text: string): boolean {
  return PATTERN.test(text);
}

/**
 * Makes every later id greater than this one: after a reload the clock may stand before the acts it finds.
 * An id from a clock more than a day ahead is not followed, or one wrong clock would spoil the order for good.
 */
export function observe(id: string): void {
  if (!isId(id)) return;
  let value = 0n;
  for (const letter of id) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter));
  const tomorrow = BigInt(Date.now() + 86_400_000) << RANDOM_BITS;
  if (value > last && value < tomorrow) last = value;
}

function encode(value: bigint): string {
  let text = "";
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET.charAt(Number((value >> shift) & 31n));
  return text;
}
