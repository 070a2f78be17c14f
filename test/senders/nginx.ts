import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed } from "./installed.ts";

export const nginx = installed("nginx");

/** An nginx that writes nowhere but in the directory; `http` is the inside of its http block. Its owner ends it. */
export function startNginx(directory: string, http: string): ChildProcess {
  mkdirSync(join(directory, "tmp"));
  writeFileSync(join(directory, "nginx.conf"), configuration(directory, http));
  return spawn(nginx ?? "", ["-c", join(directory, "nginx.conf"), "-p", directory], { stdio: "ignore" });
}

function configuration(directory: string, http: string): string {
  return `
daemon off; master_process off; worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
events {}
http {
  client_body_temp_path ${directory}/tmp; proxy_temp_path ${directory}/tmp; fastcgi_temp_path ${directory}/tmp;
  uwsgi_temp_path ${directory}/tmp; scgi_temp_path ${directory}/tmp;
  ${http}
}
`;
}
