/**
 * State as plain data that structured clone keeps, typed arrays included: what a snapshot of the engine is made of.
 * It is read back only by the same version of the program under rules of the same meaning, so its shape is not checked.
 */
export type Saved =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Uint32Array
  | readonly Saved[]
  | { readonly [key: string]: Saved };
