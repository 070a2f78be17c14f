import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { type Mood, takes } from "./mood.ts";

export interface TakenMail {
  readonly messageId: string;
  readonly incident: string;
  /** open, resolved, … */
  readonly status: string;
  /** All of it in one line. */
  readonly text: string;
}

export interface MoodyMailbox {
  readonly port: number;
  /** In the order in which they were taken. */
  readonly mails: readonly TakenMail[];
  readonly close: () => Promise<void>;
}

/** A mail server that does to each mail what its mood says. */
export async function startMoodyMailbox(mood: Mood): Promise<MoodyMailbox> {
  const mails: TakenMail[] = [];
  // The library does not hand out a session's connection; its other end's port names it.
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const whim = mood.whim();
        const socket = sockets.get(session.remotePort);
        if (whim === "reset") socket?.resetAndDestroy();
        else if (!takes(whim)) done(Object.assign(new Error("try later"), { responseCode: 451 }));
        else {
          mails.push(mailOf(Buffer.concat(chunks).toString("utf8")));
          // A mail that was taken has no other answer than yes: a server that says no has not taken it.
          if (mood.taken("mail") || whim.startsWith("taken")) socket?.resetAndDestroy();
          else setTimeout(done, whim === "late" ? mood.delay() : 0);
        }
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function mailOf(text: string): TakenMail {
  const head = text.slice(0, text.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const header = (name: string): string => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1] ?? "";
  return {
    messageId: header("Message-ID"),
    incident: header("X-Incident-Id"),
    status: header("X-Incident-Status"),
    text: text.replace(/=\r\n/g, "").replace(/\s+/g, " "),
  };
}
