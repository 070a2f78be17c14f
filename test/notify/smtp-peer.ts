import { createServer, type Socket } from "node:net";
import type { Ordeal } from "./contract.ts";

/** A mail server that does to each mail what the test says. */
export interface SmtpPeer {
  readonly port: number;
  /** Mails that were read to their end. */
  readonly taken: () => number;
  readonly close: () => Promise<void>;
}

export async function startSmtpPeer(ordeal: Ordeal, secrets: readonly string[]): Promise<SmtpPeer> {
  let taken = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (ordeal === "resets before it has read it") {
      socket.resetAndDestroy();
      return;
    }
    if (ordeal === "says nothing") return;
    socket.write("220 peer ESMTP\r\n");
    converse(socket, ordeal, secrets, () => {
      taken += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken: () => taken,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function converse(socket: Socket, ordeal: Ordeal, secrets: readonly string[], onTaken: () => void): void {
  let inData = false;
  let said = "";
  socket.on("data", (chunk) => {
    said += String(chunk);
    if (inData) {
      if (!said.includes("\r\n.\r\n")) return;
      inData = false;
      said = "";
      onTaken();
      if (ordeal === "resets after it has taken it") socket.resetAndDestroy();
      else if (ordeal === "answers drop by drop") drip(socket);
      else if (ordeal === "answers without end") flood(socket);
      else if (ordeal === "repeats every secret in a refusal")
        socket.write(`554 no: ${secrets.join(", ")}\r\n`);
      else socket.write("250 taken\r\n");
      return;
    }
    const command = said;
    said = "";
    if (/^EHLO/im.test(command)) socket.write("250-peer\r\n250 AUTH PLAIN\r\n");
    else if (/^AUTH/im.test(command)) socket.write("235 welcome\r\n");
    else if (/^DATA/im.test(command)) {
      inData = true;
      socket.write("354 go\r\n");
    } else socket.write("250 ok\r\n");
  });
}

/** A reply that is never done: each line says that there is another. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("250-x\r\n"), 20);
  socket.on("close", () => clearInterval(timer));
}

function flood(socket: Socket): void {
  const lines = Buffer.from("250-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n".repeat(200));
  let open = true;
  socket.on("close", () => {
    open = false;
  });
  const more = (): void => {
    if (!open) return;
    if (socket.write(lines)) setImmediate(more);
    else socket.once("drain", more);
  };
  more();
}
