import { openStores } from "../../../src/store/open-stores.ts";

/** Opens a data directory, which migrates it where it is new. */
openStores(process.argv[2] ?? "").close();
