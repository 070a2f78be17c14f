import { lockDataDirectory } from "../../../src/store/data-directory.ts";

/** Takes the lock, announces itself, says so, and holds it until it is killed. */
const lock = lockDataDirectory(process.argv[2] ?? "");
if ("heldBy" in lock) process.exit(1);
lock.announce("http://127.0.0.1:4321");
process.stdout.write("locked\n");
setInterval(() => {}, 1000);
