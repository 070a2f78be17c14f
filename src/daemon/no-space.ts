/** The disk takes nothing more: nothing was stored, and the same request can be made again later. */
export class NoSpace extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = "NoSpace";
  }
}
