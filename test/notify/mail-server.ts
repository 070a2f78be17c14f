import { createServer } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach } from "vitest";

const closers: (() => Promise<void>)[] = [];
afterEach(closePeers);

/** Also done after each test. */
export async function closePeers(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

function portOf(address: unknown): number {
  return typeof address === "object" && address !== null && "port" in address ? Number(address.port) : 0;
}

/** A mail server on loopback that keeps what it accepts. */
export async function smtpPeer(
  options: Partial<SMTPServerOptions> = {},
): Promise<{ readonly port: number; readonly mails: readonly string[] }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    logger: false,
    onData: (stream, _, done) => {
      let text = "";
      stream.on("data", (chunk) => {
        text += String(chunk);
      });
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: portOf(server.server.address()), mails };
}

/** Speaks SMTP up to the end of DATA and then does as it is told; silent: says nothing from the start. */
export async function droppingPeer(
  after: "drop" | "hang" | "silent",
): Promise<{ readonly port: number; readonly bodies: readonly string[] }> {
  const bodies: string[] = [];
  const sockets = new Set<{ destroy: () => void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (after === "silent") return;
    let data: string | undefined;
    socket.write("220 x ESMTP\r\n");
    socket.on("data", (chunk) => {
      const text = String(chunk);
      if (data !== undefined) {
        data += text;
        if (!data.includes("\r\n.\r\n")) return;
        bodies.push(data);
        if (after === "drop") socket.destroy();
        return;
      }
      if (/^DATA/m.test(text)) {
        data = "";
        socket.write("354 go\r\n");
      } else socket.write("250 ok\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return { port: portOf(server.address()), bodies };
}
