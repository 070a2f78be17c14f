import type { FieldName } from "../../model/entry.ts";
import { isFieldName } from "../check-reading.ts";
import { valueAt } from "../yaml-document.ts";
import type { Lint } from "./lint.ts";

const INSTANT = "an instant: hardly two entries have the same";
const MEASURED = "a measurement: hardly two entries have the same";
const ONE_REQUEST = "the name of one request: a group never holds more than that";
const FREE_TEXT = "free text: every number in it makes a group";
const CHOSEN = "chosen by whoever asks: there is no end to its values";

const UNBOUNDED: Readonly<Partial<Record<FieldName, string>>> = {
  time: INSTANT,
  start_time: INSTANT,
  observed_time: INSTANT,
  message: FREE_TEXT,
  bytes: MEASURED,
  content_length: MEASURED,
  duration_ms: MEASURED,
  ttfb_ms: MEASURED,
  upstream_ms: MEASURED,
  retry_after: MEASURED,
  retry_after_seconds: MEASURED,
  backoff_seconds: MEASURED,
  ratelimit_remaining: MEASURED,
  ratelimit_reset_seconds: MEASURED,
  trace_id: ONE_REQUEST,
  span_id: ONE_REQUEST,
  request_id: ONE_REQUEST,
  path: CHOSEN,
  user_agent: CHOSEN,
};

export const unboundedGroup: Lint = {
  severity: "warning",
  about: "`group_by` a field without end of values: each entry is a group, and `max_groups` is soon reached",
  find({ rule, document }) {
    const bounded = valueAt(document.value, ["max_groups"]) !== undefined;
    return rule.groupBy.flatMap((name, at) => {
      const why = isFieldName(name) ? UNBOUNDED[name] : undefined;
      // Whoever says how many paths there may be has thought of it.
      if (why === undefined || (bounded && why === CHOSEN)) return [];
      const hint =
        why === CHOSEN
          ? "group by what there are few of, such as `service`, `module` or `operation`; or say `max_groups`"
          : "group by what there are few of, such as `service`, `pod` or `client_id`";
      return [{ path: ["group_by", at], message: `\`${name}\` is ${why}`, hint }];
    });
  },
};
