import type { FastifyReply } from "fastify";
import { html } from "./html.ts";
import { sendPage } from "./page-frame.ts";

export interface Problem {
  readonly title: string;
  readonly text: string;
  /** Where to go on; absent: the list. */
  readonly link?: { readonly href: string; readonly label: string };
}

/** Says what is wrong, and where to go on. The caller has set the status. */
export function problemPage(reply: FastifyReply, { title, text, link }: Problem): Promise<FastifyReply> {
  const { href, label } = link ?? { href: "/incidents", label: "All incidents" };
  return sendPage(reply, {
    title,
    body: html`<h1>${title}</h1>\n<p>${text}</p>\n<p><a href="${href}">${label}</a></p>`,
  });
}
