import type { Group } from "../model/alert.ts";

/** What a field of an entry can hold for a condition. 502 and "502" are different values. */
export type FieldValue = Exclude<Group[string], null>;
