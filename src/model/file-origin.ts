/** The file that lines come from, as far as that says something of them. */
export interface FileOrigin {
  /** Kubernetes' names tell of pod and container. */
  readonly path: string;
  /** About when its first line without a date was written, epoch ms. Absent: the file is read while it is written. */
  readonly time?: number;
}
