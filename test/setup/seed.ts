import fc from "fast-check";

/**
 * What is made up at random in tests comes from one seed, so that a red run is due to the change at hand and can
 * be had again. `TOCSIN_SEED=random` takes another each time, `TOCSIN_SEED=N` that one; a failure names its seed.
 */
const wanted = process.env["TOCSIN_SEED"];
export const seed =
  wanted === "random" ? Math.floor(Math.random() * 2 ** 31) : Number.parseInt(wanted ?? "20261122", 10);
if (!Number.isSafeInteger(seed))
  throw new Error(`TOCSIN_SEED is a whole number or "random", not "${wanted}"`);

fc.configureGlobal({ seed });
