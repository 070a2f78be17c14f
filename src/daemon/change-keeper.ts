import type { Change } from "../model/change.ts";
import type { StateWriter } from "../ports/state-store.ts";
import type { RedactText } from "../redact/redact-leaves.ts";

/** Keeps reported changes, without the secrets that a title or an address may hold. */
export function createChangeKeeper(
  redactText: RedactText,
  writer: Pick<StateWriter, "addChange">,
): (change: Change) => boolean {
  const cleanIfAny = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : redactText(text);
  return ({ at, service, title, url, who }) =>
    writer.addChange({
      at,
      service: cleanIfAny(service),
      title: redactText(title),
      url: cleanIfAny(url),
      who: cleanIfAny(who),
    });
}
