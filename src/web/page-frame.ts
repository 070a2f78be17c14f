import type { FastifyReply } from "fastify";
import { CSRF_FIELD } from "./csrf.ts";
import { type Html, html, trusted } from "./html.ts";
import type { Identity } from "./identity.ts";
import { styleSheetPath } from "./style-sheet.ts";

export interface PageFrame {
  readonly title: string;
  /** Who sees it; absent where nobody is logged in. */
  readonly viewer?: { readonly identity: Identity; readonly csrf: string };
  readonly body: Html;
  /** Seconds after which the browser loads it again: only where nobody types. */
  readonly reloadSeconds?: number;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23c77700' d='M8 1a4 4 0 0 0-4 4v4l-2 3h12l-2-3V5a4 4 0 0 0-4-4zM6 13a2 2 0 0 0 4 0z'/%3E%3C/svg%3E";

export async function sendPage(reply: FastifyReply, frame: PageFrame): Promise<FastifyReply> {
  return reply.header("content-type", "text/html; charset=utf-8").send(page(frame).html);
}

function page({ title, viewer, body, reloadSeconds }: PageFrame): Html {
  const reload =
    reloadSeconds === undefined ? undefined : html`<meta http-equiv="refresh" content="${reloadSeconds}">\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${reload}<title>${title}</title>
<link rel="icon" href="${trusted(ICON)}">
<link rel="stylesheet" href="${styleSheetPath}">
</head>
<body>
<header class="bar"><a href="/incidents">Tocsin</a>${viewer === undefined ? undefined : viewerWords(viewer)}</header>
<main>
${body}
</main>
</body>
</html>
`;
}

function viewerWords({ identity, csrf }: NonNullable<PageFrame["viewer"]>): Html {
  const who = html`<span class="viewer">${identity.name}${identity.role === "read" ? " (may only read)" : undefined}</span>`;
  if (identity.door !== "session") return who;
  return html`<form method="post" action="/logout">${csrfField(csrf)}${who} <button class="quiet">Log out</button></form>`;
}

export function csrfField(csrf: string): Html {
  return html`<input type="hidden" name="${CSRF_FIELD}" value="${csrf}">`;
}
