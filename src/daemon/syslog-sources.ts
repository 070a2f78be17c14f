import type { Logger } from "pino";
import type { SyslogConfig } from "../config/config.ts";
import { maxLineBytes } from "../formats/line-parser.ts";
import { type SyslogListener, type SyslogLoss, startSyslog } from "../ingest/syslog-listener.ts";
import type { Intake } from "./intake.ts";

/** Opens the sockets that the configuration names; resolves to what closes them. */
export async function startSyslogSources(
  configs: readonly SyslogConfig[],
  intake: Pick<Intake, "submit">,
  log: Logger,
  onLoss: (source: string, loss: SyslogLoss, count: number) => void,
): Promise<() => Promise<void>> {
  const listeners: SyslogListener[] = [];
  for (const { name, format, tcp, udp } of configs) {
    const listener = await startSyslog({
      tcp,
      udp,
      // So much longer than what is parsed that the parser sees an overlong message as one.
      maxMessageBytes: maxLineBytes + 4,
      async submit(lines) {
        const result = await intake.submit({ source: name, format, lines });
        return result.state === "committed";
      },
      report: (loss, count) => onLoss(name, loss, count),
    });
    listeners.push(listener);
    log.info({ source: name, tcp: listener.tcpPort, udp: listener.udpPort }, "syslog listens");
  }
  return async () => {
    await Promise.all(listeners.map((listener) => listener.stop()));
  };
}
