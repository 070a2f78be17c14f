import { Gauge, type Registry } from "prom-client";

/** Whether everything loaded when it was read last, and when it last did, epoch ms. */
export type ReloadProbe = () => { readonly ok: boolean; readonly lastSuccess: number | undefined };

/** Under Prometheus' names, so that its alerts on reloads fit. */
export function reloadMetrics(registry: Registry, probe: ReloadProbe): void {
  const registers = [registry];
  new Gauge({
    name: "tocsin_config_last_reload_successful",
    help: "Whether configuration, rules and templates all loaded when they were read last.",
    registers,
    collect() {
      this.set(probe().ok ? 1 : 0);
    },
  });
  new Gauge({
    name: "tocsin_config_last_reload_success_timestamp_seconds",
    help: "When configuration, rules and templates last all loaded.",
    registers,
    collect() {
      this.set((probe().lastSuccess ?? 0) / 1000);
    },
  });
}
