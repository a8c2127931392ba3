/** The kernel's own account of its messages, as JSON schema. */
export function kernelSchema(): unknown;
/** The text of src/wire/protocol.ts for that schema. */
export function typescript(schema: unknown): Promise<string>;
