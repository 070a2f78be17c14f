import { createServer, type Socket } from "node:net";

/** What a mail server says out of the ordinary, until it is mended. */
export interface MailAnswers {
  readonly greeting?: string;
  readonly mail?: string;
  /** By recipient. */
  readonly rcpt?: Readonly<Record<string, string>>;
  /** drop, hang: it has taken the mail, and then resets the connection or says nothing more. */
  readonly data?: string;
}

export interface MailPeer {
  readonly port: number;
  /** Mails that it took, whatever it said then. */
  readonly taken: readonly { readonly recipients: readonly string[]; readonly text: string }[];
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

/** A mail server without TLS that answers step by step as it is told. */
export async function startMailPeer(ordeal: MailAnswers): Promise<MailPeer> {
  const taken: { readonly recipients: readonly string[]; readonly text: string }[] = [];
  const sockets = new Set<Socket>();
  let answers = ordeal;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    converse(
      socket,
      () => answers,
      (recipients, text) => taken.push({ recipients, text }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken,
    mend() {
      answers = {};
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function converse(
  socket: Socket,
  answers: () => MailAnswers,
  take: (recipients: readonly string[], text: string) => void,
): void {
  let recipients: string[] = [];
  let said = "";
  let inData = false;
  socket.write(`${answers().greeting ?? "220 peer ESMTP"}\r\n`);
  socket.on("data", (chunk) => {
    said += String(chunk);
    for (;;) {
      const end = inData ? said.indexOf("\r\n.\r\n") : said.indexOf("\r\n");
      if (end === -1) return;
      const part = said.slice(0, end);
      said = said.slice(end + (inData ? 5 : 2));
      const answer = inData ? endOfData(part) : command(part);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    }
  });

  function endOfData(text: string): string | undefined {
    inData = false;
    const { data = "250 taken" } = answers();
    if (/^[45]/.test(data)) return data;
    take(recipients, text);
    if (data === "drop") socket.resetAndDestroy();
    return data.startsWith("250") ? data : undefined;
  }

  function command(line: string): string {
    const word = line.slice(0, 4).toUpperCase();
    if (word === "MAIL") {
      recipients = [];
      return answers().mail ?? "250 ok";
    }
    if (word === "RCPT") {
      const recipient = /<([^>]*)>/.exec(line)?.[1] ?? "";
      const refusal = answers().rcpt?.[recipient];
      if (refusal === undefined) recipients.push(recipient);
      return refusal ?? "250 ok";
    }
    if (word === "DATA") {
      inData = true;
      return "354 go";
    }
    return word === "STAR" ? "502 no TLS here" : "250 ok";
  }
}
