import type { Json } from "../model/entry.ts";
import { isJsonObject, type JsonObject } from "./format.ts";

/** Dots of a path that are tried; names have few. */
const maxDots = 16;

/**
 * What stands in an object under a path such as `resp.code`: under a key of that very name, or in the objects that
 * its dots part. Undefined where nothing does.
 */
export function valueAt(object: JsonObject, path: string, dots: number = maxDots): Json | undefined {
  if (Object.hasOwn(object, path)) return object[path];
  let dot = path.indexOf(".");
  for (let tries = 0; dot > 0 && tries < dots; tries += 1) {
    const inner = Object.hasOwn(object, path.slice(0, dot)) ? object[path.slice(0, dot)] : undefined;
    const found = isJsonObject(inner) ? valueAt(inner, path.slice(dot + 1), dots - tries - 1) : undefined;
    if (found !== undefined) return found;
    dot = path.indexOf(".", dot + 1);
  }
  return undefined;
}
