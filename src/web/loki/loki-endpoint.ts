import type { FastifyInstance, FastifyReply } from "fastify";
import { uncompress } from "snappyjs";
import type { LineIntake } from "../../ports/line-intake.ts";
import type { Access } from "../access-check.ts";
import { contentKey, type OriginRequest, originOf } from "../chunk-origin.ts";
import { REFUSALS } from "../intake-refusal.ts";
import { maxBodyBytes } from "../lines-endpoint.ts";
import { forPrograms } from "../route-config.ts";
import { lokiFromJson } from "./loki-json.ts";
import { type LokiLine, lokiLineText } from "./loki-line.ts";
import { lokiFromProtobuf } from "./loki-protobuf.ts";

/** Loki's own limit is 150; several tenants are written as a|b, which are no one's lines. */
const TENANT = /^[A-Za-z0-9!._*'()-]{1,150}$/;

/**
 * `POST /loki/api/v1/push`: JSON (optionally gzipped), or protobuf packed with snappy, as Promtail, Alloy, Fluent Bit
 * and the drivers send. 204 once everything is committed; 429 or 503 with Retry-After where it has to come again. The
 * tenant is that of X-Scope-OrgID.
 */
export function addLokiEndpoint(server: FastifyInstance, intake: LineIntake, access: Access): void {
  const options = { config: { ...forPrograms("ingest").config, unpacks: "snappy" as const } };
  server.post("/loki/api/v1/push", options, async (request: OriginRequest, reply) => {
    const origin = originOf(request, access.identityOf(request), "loki");
    if ("error" in origin) return refuse(reply, origin.status, `${origin.error}: ${origin.hint}`);
    const tenant = request.headers["x-scope-orgid"];
    if (tenant !== undefined && (typeof tenant !== "string" || !TENANT.test(tenant))) {
      return refuse(reply, 400, "X-Scope-OrgID is no tenant: letters, digits and !-_.*'(), at most 150");
    }
    const pushed = readPush(
      request.headers["content-type"],
      Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    );
    if (typeof pushed === "string") return refuse(reply, 400, pushed);
    if (pushed.length === 0) return reply.code(204).send();
    const lines = pushed.map((line) => lokiLineText(line, tenant));
    const result = await intake.submit({
      idempotencyKey: contentKey("loki", lines),
      ...origin,
      format: "auto",
      lines,
    });
    if (result.state === "committed") return reply.code(204).send();
    const { status, retryAfterSeconds, error } = REFUSALS[result.state];
    return refuse(reply.header("retry-after", String(retryAfterSeconds)), status, error);
  });
}

/** Loki answers in plain text. */
function refuse(reply: FastifyReply, status: number, problem: string): FastifyReply {
  return reply.code(status).header("content-type", "text/plain; charset=utf-8").send(`${problem}\n`);
}

/** A text: why it could not be read. */
function readPush(contentType: string | undefined, body: Buffer): readonly LokiLine[] | string {
  try {
    if (contentType?.split(";")[0]?.trim().toLowerCase() === "application/json") {
      return lokiFromJson(body.toString("utf8"));
    }
    return lokiFromProtobuf(uncompress(body, maxBodyBytes));
  } catch (error) {
    return `the body is no push: ${error instanceof Error ? error.message : String(error)}`;
  }
}
