/** Lengths of the parts of a view, in characters or items; what is longer is cut, and the text says so. */

export const maxTitle = 200;
/** Leaves room for severity, status, impact and number within a notification of 150. */
export const maxShortTitle = 56;
export const maxImpactShort = 60;
export const maxName = 80;
export const maxSentence = 600;
export const maxPattern = 200;
export const maxLogLine = 600;
/** Longer than any line that ingest keeps would make a mail too large. */
export const maxVerbatim = 32_768;
export const maxAlertsShown = 5;
export const maxAlertsListed = 100;
export const maxDecisionsShown = 10;
export const maxNamesInText = 3;
export const maxTimelineShown = 50;
export const maxTracesListed = 200;
export const maxNotKnownShown = 12;
export const maxFirstSteps = 3;
export const maxNoticesShown = 5;
/** From here on a message says that it is late. */
export const lateAfterMs = 60_000;
/** What ended an earlier incident. */
export const maxPastText = 300;
/** What to do first, in one line. */
export const maxFirstAction = 100;
