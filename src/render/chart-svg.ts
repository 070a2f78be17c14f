import type { Trend, TrendPoint } from "../model/facts.ts";
import { countWords, durationWords } from "../model/words.ts";
import { viewInstant } from "./view-instant.ts";
import { peakOf } from "./view-trend.ts";

/** Units of the drawing. Narrow, so that its words can still be read when a phone shrinks it to 336 pixels. */
export const chartWidth = 480;
export const chartHeight = 232;

const PLOT = { left: 52, right: 464, top: 68, bottom: 180 };
const maxBarWidth = 32;
/** Text on white at more than 7:1; the bars differ in brightness and in outline, not only in hue. */
const INK = "#1f2328";
const MATCHES = "#9b1c14";
const ALL = "#e3e7ec";
const LINE = "#6e7781";

export interface ChartWords {
  /** What the entries are: requests, entries. */
  readonly noun: string;
  /** Whether the last slot is now, or the end. */
  readonly open: boolean;
}

/**
 * Matches of all, slot by slot, as an SVG without styles or scripts, so that a page's policy takes it as well. It
 * holds numbers and our own words only. undefined where one slot is all there is.
 */
export function chartSvg(trend: Trend, words: ChartWords): string | undefined {
  const peak = peakOf(trend);
  const [first] = trend.points;
  const latest = trend.points.at(-1);
  if (peak === undefined || first === undefined || latest === undefined || trend.points.length < 2) {
    return undefined;
  }
  const most = Math.max(1, ...trend.points.map((point) => point.total));
  const scale: Scale = { most, step: (PLOT.right - PLOT.left) / trend.points.length };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${chartWidth} ${chartHeight}" width="${chartWidth}"`,
    ` height="${chartHeight}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="14" fill="${INK}">`,
    `<rect x="0.5" y="0.5" width="${chartWidth - 1}" height="${chartHeight - 1}" rx="6" fill="#ffffff" stroke="${LINE}"/>`,
    legend(words.noun),
    axis(most),
    ...trend.points.map((point, place) => bar(point, place, scale)),
    peakLabel(peak, trend.points.indexOf(peak), scale),
    text(PLOT.left, PLOT.bottom + 20, "start", `first ${pair(first)}`),
    text(PLOT.left, PLOT.bottom + 38, "start", clock(first.at)),
    text(chartWidth / 2, PLOT.bottom + 38, "middle", `every ${durationWords(trend.slotMs)}`),
    text(PLOT.right, PLOT.bottom + 20, "end", `${words.open ? "now" : "end"} ${pair(latest)}`),
    text(PLOT.right, PLOT.bottom + 38, "end", `${clock(latest.at)} UTC`),
    "</svg>",
  ].join("");
}

interface Scale {
  /** Entries at the top of the plot. */
  readonly most: number;
  /** Width of a slot. */
  readonly step: number;
}

function legend(noun: string): string {
  return [
    `<rect x="16" y="13" width="12" height="12" fill="${MATCHES}"/>`,
    text(34, 24, "start", "counted by the rule"),
    `<rect x="204.5" y="13.5" width="11" height="11" fill="${ALL}" stroke="${LINE}"/>`,
    text(222, 24, "start", `all ${noun}`),
  ].join("");
}

function axis(most: number): string {
  return [
    `<path d="M${PLOT.left} ${PLOT.top}H${PLOT.right}" stroke="${ALL}"/>`,
    `<path d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}" stroke="${INK}"/>`,
    text(PLOT.left - 6, PLOT.top + 4, "end", countWords(most)),
    text(PLOT.left - 6, PLOT.bottom, "end", "0"),
  ].join("");
}

function bar(point: TrendPoint, place: number, scale: Scale): string {
  const width = Math.min(maxBarWidth, scale.step * 0.8);
  const x = middleOf(place, scale) - width / 2;
  const all = rect(x, width, point.total, scale, `fill="${ALL}" stroke="${LINE}"`);
  return all + rect(x, width, point.matches, scale, `fill="${MATCHES}"`);
}

function rect(x: number, width: number, count: number, scale: Scale, look: string): string {
  if (count === 0) return "";
  const height = (count / scale.most) * (PLOT.bottom - PLOT.top);
  const y = PLOT.bottom - height;
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" ${look}/>`;
}

/** Above the plot, over its bar, but never beyond the edge. */
function peakLabel(peak: TrendPoint, place: number, scale: Scale): string {
  const x = middleOf(place, scale);
  const anchor = x < PLOT.left + 120 ? "start" : x > PLOT.right - 120 ? "end" : "middle";
  const at = anchor === "start" ? PLOT.left : anchor === "end" ? PLOT.right : x;
  const marker = `<path d="M${short(x - 5)} ${PLOT.top - 11}h10l-5 7z"/>`;
  return marker + text(at, PLOT.top - 17, anchor, `most ${pair(peak)} at ${clock(peak.at)}`);
}

function middleOf(place: number, scale: Scale): number {
  return PLOT.left + (place + 0.5) * scale.step;
}

function pair(point: TrendPoint): string {
  return `${countWords(point.matches)} of ${countWords(point.total)}`;
}

/** 09:43:38 */
function clock(ms: number): string {
  return viewInstant(ms).iso.slice(11, 19);
}

function text(x: number, y: number, anchor: "start" | "middle" | "end", words: string): string {
  return `<text x="${short(x)}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
