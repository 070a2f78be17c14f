import { z } from "zod";
import { FIELDS, type FieldType } from "../model/entry.ts";
import { isFieldName, unknownFieldHint } from "./check-reading.ts";
import type { Finding } from "./source-text.ts";

const ATTRIBUTE = /^attributes\.[^\s.]+(?:\.[^\s.]+)*$/;

/** A name of what these types hold, for editors: any text is taken, and looked at afterwards. */
export function fieldSchema(types: readonly FieldType[]): z.ZodString {
  const names = Object.entries(FIELDS).flatMap(([name, { type }]) => (types.includes(type) ? [name] : []));
  return z.string().meta({ anyOf: [{ enum: names }, { pattern: ATTRIBUTE.source }] });
}

/** A field that holds one value. */
export const valueFieldSchema = fieldSchema(["number", "string", "boolean"]);

/** What is wrong with the name of a field that is to hold one value; `cannot`: what a list is no good for. */
export function wrongValueField(name: string, cannot: string): Finding | undefined {
  if (ATTRIBUTE.test(name)) return undefined;
  if (!isFieldName(name)) {
    const message = `\`${name}\` is no field of an entry`;
    return { code: "rule/unknown-field", message, hint: unknownFieldHint(name) };
  }
  const { type } = FIELDS[name];
  if (type === "map") {
    const message = `\`${name}\` is a map of attributes, not a value`;
    return { code: "rule/unknown-field", message, hint: "name one of them: `attributes.x`" };
  }
  if (type !== "number_list" && type !== "string_list") return undefined;
  const hint = "name a field that holds one value, such as `upstream`, `upstream_status` or `status`";
  return { code: "rule/unknown-field", message: `\`${name}\` is a list and ${cannot}`, hint };
}
