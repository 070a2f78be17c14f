import type { FastifyInstance } from "fastify";
import type { ReloadReport } from "../ports/reload.ts";
import type { Access } from "./access-check.ts";
import type { Csrf } from "./csrf.ts";
import { reloadJson } from "./reload-json.ts";
import { forPrograms } from "./route-config.ts";
import { sessionProof } from "./session-proof.ts";

export interface ReloadSettings {
  readonly reload: () => Promise<ReloadReport>;
  readonly access: Access;
  readonly csrf: Csrf;
}

/** `POST /-/reload`: 200 where everything loads, 422 where something does not; what does is in force either way. */
export function addReload(server: FastifyInstance, { reload, access, csrf }: ReloadSettings): void {
  const options = { ...forPrograms("admin"), preHandler: sessionProof(access, csrf) };
  server.post("/-/reload", options, async (_request, reply) => {
    const report = await reload();
    return reply.code(report.ok ? 200 : 422).send(reloadJson(report));
  });
}
