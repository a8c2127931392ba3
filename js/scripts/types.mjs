// Writes src/wire/protocol.ts from the kernel's messages. `--check` only says whether it is stale.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../src/wire/protocol.ts");

/** The kernel's own account of its messages. */
export function kernelSchema() {
  const venv = here("../../.venv/bin/python");
  const python = process.env.PYTHON ?? (existsSync(venv) ? venv : "python3");
  const env = { ...process.env, PYTHONPATH: here("../../src") };
  return JSON.parse(execFileSync(python, ["-m", "nblabel.widget.schema"], { encoding: "utf8", env }));
}

/** Defaults are left out on the wire and filled in on arrival, so in TypeScript every field is there. */
function allRequired(definition) {
  const properties = definition.properties ?? {};
  return { ...definition, required: Object.keys(properties) };
}

/** A tuple is told as such: the compiler takes it for an array of nothing. */
function tupled(schema) {
  if (Array.isArray(schema)) return schema.map(tupled);
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.prefixItems) return { tsType: `[${schema.prefixItems.map(({ type }) => type).join(", ")}]` };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, tupled(value)]));
}

/** What a reader needs to fill in one field: its default, and the struct or structs found in it, also by key. */
function field(property, definitions) {
  const values = property.additionalProperties;
  if (typeof values === "object" && Object.keys(values).length > 0) {
    const { struct } = field(values, definitions);
    return {
      ...(Object.hasOwn(property, "default") ? { fallback: property.default } : {}),
      ...(struct ? { struct, keyed: true } : {}),
    };
  }
  const name = (schema) => schema?.$ref?.split("/").at(-1);
  const inside = name(property.items ?? {}) ?? name(property) ?? property.anyOf?.map(name).find(Boolean);
  const union = Object.hasOwn(definitions, inside ?? "") ? { struct: inside } : {};
  return Object.hasOwn(property, "default") ? { fallback: property.default, ...union } : union;
}

/** Most fields are nothing but their default: those are told by it alone, to keep the page small. */
function brief(told) {
  const { fallback, struct } = told;
  const plain =
    struct === undefined && (typeof fallback !== "object" || fallback === null || Array.isArray(fallback));
  return plain ? fallback : told;
}

/** The fields of what the page is sent, and of the structs in it; by the names in lower case, as kinds have them. */
function fields(kinds, definitions) {
  const table = {};
  const left = Object.values(kinds);
  for (const name of left) {
    const properties = Object.entries(definitions[name].properties ?? {});
    const told = properties.map(([key, value]) => [key, field(value, definitions)]);
    const needed = told.filter(([, value]) => Object.keys(value).length > 0);
    const structs = needed.flatMap(([, { struct }]) => struct ?? []);
    left.push(...new Set(structs.filter((struct) => !left.includes(struct))));
    const row = needed.map(([key, value]) => [key, brief(lowered(value))]);
    if (row.length > 0) table[name.toLowerCase()] = Object.fromEntries(row);
  }
  return table;
}

const lowered = ({ struct, ...rest }) => (struct ? { ...rest, struct: struct.toLowerCase() } : rest);

function kinds(name, table) {
  const rows = Object.entries(table).map(([kind, type]) => `  ${kind}: ${type};`);
  return `export interface ${name} {\n${rows.join("\n")}\n}\n`;
}

/** The text of protocol.ts for this schema. */
export async function typescript({ protocol, from_page, from_kernel, $defs }) {
  const definitions = Object.fromEntries(Object.entries($defs).map(([k, v]) => [k, allRequired(tupled(v))]));
  const root = {
    title: "Messages",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(Object.keys(definitions).map((k) => [k, { $ref: `#/$defs/${k}` }])),
    required: Object.keys(definitions),
    $defs: definitions,
  };
  const types = await compile(root, "Messages", {
    bannerComment: "// Written by `npm run types` from src/nblabel/widget/protocol.py: edit that, not this.",
    style: { printWidth: 110, singleQuote: false, semi: true },
    ignoreMinAndMaxItems: true,
  });
  const toKernel = kinds("FromPage", from_page);
  const toPage = kinds("FromKernel", from_kernel);
  const table = JSON.stringify(fields(from_kernel, $defs), null, 2);
  return `${types}
/** Bodies by kind. */
${toKernel}
${toPage}
export const PROTOCOL = ${protocol};

export interface Field {
  readonly fallback?: unknown;
  readonly struct?: string;
  readonly keyed?: boolean;
}

/**
 * By struct, in lower case, and field: the default that is left out on the wire, and the struct inside it. A default
 * alone stands for itself, unless it is an object.
 */
export const FIELDS: Readonly<
  Record<string, Readonly<Record<string, Field | null | string | number | boolean | readonly never[]>>>
> = ${table};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = await typescript(kernelSchema());
  if (process.argv.includes("--check")) {
    if (readFileSync(target, "utf8") !== fresh) {
      console.error("src/wire/protocol.ts is stale: run `npm run types`");
      process.exit(1);
    }
  } else writeFileSync(target, fresh);
}
