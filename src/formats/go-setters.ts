import { GO_OPERATIONS, unescapeModule } from "./module-path.ts";
import type { Setter } from "./reading.ts";

/** Characters of a module path that is not escaped. */
const MODULE = /^[A-Za-z0-9\-._~/]{3,}$/;

/** `module` is also what some loggers call a source file: it counts only where it can be a Go module's path. */
export const goModule: Setter = ({ entry }, value) => {
  if (typeof value !== "string" || !MODULE.test(value) || !value.includes("/")) return false;
  if (unescapeModule(value.toLowerCase()) === undefined || entry.module !== undefined) return false;
  entry.module = value;
  return true;
};

/** A version belongs to a module; without one it is the version of something else. */
export const goVersion: Setter = ({ entry }, value) => {
  if (typeof value !== "string" || value === "") return false;
  if (entry.module === undefined || entry.version !== undefined) return false;
  entry.version = value;
  return true;
};

export const goOperation: Setter = ({ entry }, value) => {
  const found = GO_OPERATIONS.find((operation) => operation === value);
  if (found === undefined) return false;
  entry.operation = found;
  return true;
};

export const goProbe: Setter = ({ entry }, value) => {
  if (typeof value !== "boolean") return false;
  entry.probe = value;
  return true;
};
