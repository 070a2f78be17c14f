import type { Said } from "./wrapper.ts";

const NAME = "[a-z0-9][a-z0-9.-]*";
/** kubelet: /var/log/pods/NAMESPACE_POD_UID/CONTAINER/N.log, rotated ones with the time behind. */
const POD_FILE = new RegExp(`/(${NAME})_(${NAME})_[0-9a-f-]+/(${NAME})/\\d+\\.log(?:\\.[\\w.-]+)?$`);
/** Its links: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log. */
const CONTAINER_FILE = new RegExp(`(?:^|/)(${NAME})_(${NAME})_(${NAME})-[0-9a-f]{64}\\.log$`);
/** Docker under the old kubelet: k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT. */
const DOCKER_NAME = new RegExp(`^/?k8s_(${NAME})_(${NAME})_(${NAME})_[0-9a-f-]+_\\d+$`);
const longestPath = 4096;

/** Pod, namespace and container from the name that Kubernetes gives to a container's log; undefined for other files. */
export function placeOfFile(path: string): Said | undefined {
  if (path.length > longestPath || !path.includes("_")) return undefined;
  const [podFile, namespace, pod, container] = POD_FILE.exec(path) ?? [];
  if (podFile !== undefined) return place(namespace, pod, container);
  const [containerFile, itsPod, itsNamespace, itsContainer] = CONTAINER_FILE.exec(path) ?? [];
  return containerFile === undefined ? undefined : place(itsNamespace, itsPod, itsContainer);
}

/** The same from a container's name in Docker. */
export function dockerPod(name: string): Said | undefined {
  const [whole, container, pod, namespace] = DOCKER_NAME.exec(name.slice(0, longestPath)) ?? [];
  return whole === undefined ? undefined : place(namespace, pod, container);
}

function place(namespace = "", pod = "", container = ""): Said {
  return { fields: { k8s_namespace: namespace, pod }, attributes: { container } };
}
