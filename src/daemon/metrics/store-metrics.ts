import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { StoreSizes } from "../../store/store-sizes.ts";

export interface StoreMetrics {
  readonly pruned: (what: {
    readonly entries: number;
    readonly unparsable: number;
    readonly incidents: number;
    readonly ms: number;
  }) => void;
  /** Bytes of the pages in use; known with each look at what may be deleted. */
  readonly used: (bytes: number) => void;
  readonly writable: (is: boolean) => void;
}

/** What is kept. */
export function storeMetrics(registry: Registry, sizes: () => StoreSizes): StoreMetrics {
  const registers = [registry];
  const ofFile = (name: string, help: string, key: "fileBytes" | "walBytes"): void => {
    new Gauge({
      name,
      help,
      labelNames: ["database"],
      registers,
      collect() {
        const { entries, state } = sizes();
        this.set({ database: "entries" }, entries[key]);
        this.set({ database: "state" }, state[key]);
      },
    });
  };
  ofFile("tocsin_store_bytes", "Size of the database file; space that was freed is used again.", "fileBytes");
  ofFile("tocsin_store_wal_bytes", "Size of the write-ahead log beside it.", "walBytes");
  const used = new Gauge({
    name: "tocsin_store_used_bytes",
    help: "Pages of entries.db that hold something, as of the last look; what retention.max_size bounds.",
    registers,
  });
  new Gauge({
    name: "tocsin_disk_free_bytes",
    help: "Free space on the disk that holds the data.",
    registers,
    collect() {
      this.set(sizes().diskFreeBytes);
    },
  });
  const writable = new Gauge({
    name: "tocsin_writable",
    help: "0 while the disk takes nothing more, as far as was last tried.",
    registers,
  });
  writable.set(1);
  return {
    ...pruneMetrics(registry),
    used: (bytes) => used.set(bytes),
    writable: (is) => writable.set(is ? 1 : 0),
  };
}

function pruneMetrics(registry: Registry): Pick<StoreMetrics, "pruned"> {
  const registers = [registry];
  const pruned = new Counter({
    name: "tocsin_pruned_total",
    help: "What was deleted because of its age or the store's size.",
    labelNames: ["what"],
    registers,
  });
  for (const what of ["entries", "unparsable", "incidents"]) pruned.inc({ what }, 0);
  const slices = new Histogram({
    name: "tocsin_prune_slice_duration_seconds",
    help: "How long one slice of deleting entries kept the writer busy.",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
    registers,
  });
  return {
    pruned({ entries, unparsable, incidents, ms }) {
      pruned.inc({ what: "entries" }, entries);
      pruned.inc({ what: "unparsable" }, unparsable);
      pruned.inc({ what: "incidents" }, incidents);
      if (ms > 0) slices.observe(ms / 1000);
    },
  };
}
