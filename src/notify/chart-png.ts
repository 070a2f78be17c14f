import { createRequire } from "node:module";

/** Width of the picture in pixels: for fine screens more than the 560 that a mail shows, and well below the limit. */
const PIXELS = 720;

/** Of one picture. */
export const maxChartBytes = 40_000;

/** The picture of an SVG as PNG; undefined where it cannot be made, or became too large. Never rejects. */
export type ChartPainter = (svg: string) => Promise<Uint8Array | undefined>;

/**
 * The rasteriser is native code and may be missing for a platform: mails then go without a chart. It is loaded with
 * the first one, and works off the main thread.
 */
export function createChartPainter(): ChartPainter {
  const font = fontFile();
  return async (svg) => {
    // Bars without their words would say nothing, or the wrong thing.
    if (font === undefined) return undefined;
    try {
      const { renderAsync } = await import("@resvg/resvg-js");
      const image = await renderAsync(svg, {
        fitTo: { mode: "width", value: PIXELS },
        font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
      });
      const png = image.asPng();
      return png.length <= maxChartBytes ? png : undefined;
    } catch {
      return undefined;
    }
  };
}

function fontFile(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
  } catch {
    return undefined;
  }
}
