/** Text of logs and of people: nothing in it may steer the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "�");
}

/** 2026-11-24 13:00:00, in UTC as everywhere. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
