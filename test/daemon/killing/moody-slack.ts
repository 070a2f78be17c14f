import type { ServerResponse } from "node:http";
import { json, type SlackCall } from "../../notify/slack-peer.ts";
import { type SlackChannel, startSlackChannel } from "../slack-channel.ts";
import { type Mood, takes } from "./mood.ts";

/** A Slack that does to what it is asked what its mood says. */
export async function startMoodySlack(mood: Mood): Promise<SlackChannel> {
  const slack = await startSlackChannel();
  slack.script((response, call) => {
    // A message that may or may not have been taken is what looking before sending again is for.
    const whim = mood.whim(call.method === "chat.postMessage" ? 0.3 : undefined);
    const changes = call.method === "chat.postMessage" || call.method === "chat.update";
    if (!takes(whim)) {
      if (whim === "busy") json(response, {}, 429, { "retry-after": "1" });
      else if (whim === "reset") response.socket?.resetAndDestroy();
      else json(response, { ok: false, error: "internal_error" }, 500);
      return true;
    }
    if (!changes) return false;
    const answer = take(slack, call);
    if (mood.taken("slack") || whim === "taken and lost") response.socket?.resetAndDestroy();
    else if (whim === "taken and 500") json(response, { ok: false, error: "fatal_error" }, 500);
    else if (whim === "late") setTimeout(() => late(response, answer), mood.delay());
    else json(response, answer);
    return true;
  });
  return slack;
}

function take(slack: SlackChannel, call: SlackCall): object {
  const { channel } = call.body;
  const ts = call.method === "chat.update" ? slack.edit(call) : slack.accept(call);
  return ts === undefined ? { ok: false, error: "message_not_found" } : { ok: true, channel, ts };
}

function late(response: ServerResponse, answer: object): void {
  if (!response.destroyed) json(response, answer);
}
