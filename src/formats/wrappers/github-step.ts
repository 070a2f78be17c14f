import { stampPrefix } from "./stamp-prefix.ts";
import type { Wrapper } from "./wrapper.ts";

const longestNames = 512;

/** `gh run view --log`: job, step and a stamped line, with tabs between. */
export const githubStep: Wrapper = {
  name: "github_step",
  peel({ text }) {
    const head = text.slice(0, longestNames);
    const jobEnd = head.indexOf("\t");
    const stepEnd = jobEnd < 1 ? -1 : head.indexOf("\t", jobEnd + 1);
    if (stepEnd < 0) return undefined;
    const rest = text.slice(stepEnd + 1);
    const line = rest.startsWith("\uFEFF") ? rest.slice(1) : rest;
    if (stampPrefix(line) === undefined) return undefined;
    return {
      text: line,
      said: { attributes: { job: head.slice(0, jobEnd), step: head.slice(jobEnd + 1, stepEnd) } },
    };
  },
};
