import type { Need } from "./identity.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may; absent: admin. */
    readonly needs?: Need;
    /** For people: who is not logged in is sent to /login, and errors are pages. */
    readonly page?: true;
    /** A Content-Encoding whose bodies the route unpacks itself. */
    readonly unpacks?: "snappy";
  }
}

/** Options of a route that programs use. */
export function forPrograms(needs: Need): { readonly config: { readonly needs: Need } } {
  return { config: { needs } };
}

/** Options of a route that shows a page. */
export function forPeople(needs: Need): { readonly config: { readonly needs: Need; readonly page: true } } {
  return { config: { needs, page: true } };
}
