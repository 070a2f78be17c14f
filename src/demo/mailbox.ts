import { writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail as its reader sees it, and the file that holds it as it came. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly string[];
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  readonly file: string;
}

export interface Mailbox {
  readonly port: number;
  readonly received: () => readonly ReceivedMail[];
  readonly stop: () => Promise<void>;
}

/** An SMTP server on loopback that keeps every mail as an .eml file in `folder`. */
export async function startMailbox(folder: string): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const file = join(folder, `mail-${received.length + 1}.eml`);
        const to = session.envelope.rcptTo.map((one) => one.address).join(", ");
        keep(Buffer.concat(chunks), file, to).then(
          (mail) => {
            received.push(mail);
            done();
          },
          (error: Error) => done(error),
        );
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    received: () => received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function keep(raw: Buffer, file: string, to: string): Promise<ReceivedMail> {
  await writeFile(file, raw);
  const mail = await PostalMime.parse(raw);
  return {
    from: mail.from?.address ?? "",
    to,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    attachments: mail.attachments.map((one) => one.filename ?? "unnamed"),
    messageId: mail.messageId ?? "",
    inReplyTo: mail.inReplyTo,
    file,
  };
}
