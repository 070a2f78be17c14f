import type { ReadStores } from "../store/open-stores.ts";
import { createMetrics, type Metrics, type MetricsProbe } from "./metrics/metrics.ts";
import type { SelfWatch } from "./self-watch.ts";

/** The numbers over what the daemon has; parts that are made later are asked for only when somebody scrapes. */
export function daemonMetrics(
  stores: ReadStores,
  now: () => number,
  later: {
    readonly queued: () => number;
    readonly files: MetricsProbe["intake"]["files"];
    readonly findings: SelfWatch["findings"];
    readonly reload: MetricsProbe["reload"];
  },
): Metrics {
  return createMetrics({
    intake: {
      queued: later.queued,
      files: later.files,
      unparsable: stores.unparsable,
      redactions: stores.redactions,
    },
    deliveries: { counts: stores.state.deliveryCounts, queued: stores.state.queued },
    ruleRecords: stores.state.ruleCounts,
    sizes: stores.sizes,
    findings: later.findings,
    reload: later.reload,
    now,
  });
}
