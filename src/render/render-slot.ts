import type { IncidentView } from "./incident-view.ts";
import type { Templates } from "./load-templates.ts";
import { SLOTS, type SlotName } from "./template-slots.ts";

/** A template that failed while a message was made; the built-in text stands in its place. */
export interface TemplateTrouble {
  readonly slot: SlotName;
  readonly failure: string;
}

export interface Slots {
  /** The slot's text, from its template or, where that fails, built in. */
  readonly text: (slot: SlotName, builtIn: (view: IncidentView) => string) => string;
  readonly troubles: () => readonly TemplateTrouble[];
}

export function renderSlots(view: IncidentView, templates: Templates): Slots {
  const troubles: TemplateTrouble[] = [];
  const text = (slot: SlotName, builtIn: (view: IncidentView) => string): string => {
    const template = templates.get(slot);
    if (template === undefined) return tidy(builtIn(view));
    const rendered = template.render(view);
    const result = "text" in rendered ? tidy(rendered.text) : "";
    const failure =
      "failure" in rendered
        ? rendered.failure
        : SLOTS[slot].required && result === ""
          ? "it was empty"
          : undefined;
    if (failure === undefined) return result;
    troubles.push({ slot, failure });
    return tidy(builtIn(view));
  };
  return { text, troubles: () => troubles };
}

/** One sentence for the footer. */
export function troubleWords(trouble: TemplateTrouble): string {
  return `Template ${trouble.slot} failed (${trouble.failure}); the built-in text is used.`;
}

/** Blocks that were left out leave blank lines behind. */
function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\s+$/g, "");
}
