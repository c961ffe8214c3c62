/**
 * Every mail as plain text beside its page, made of the same values: for whoever reads mails without pages,
 * or has them read out. The commerce engine's own sender knows pages alone.
 */
import {
  HandlebarsMjmlGenerator,
  NodemailerEmailSender,
  type EmailDetails,
} from "@vendure/email-plugin";
import type { linkValues, orderValues } from "./mails.ts";

type LinkValues = ReturnType<typeof linkValues>;
type OrderValues = ReturnType<typeof orderValues>;

const COLONS: { readonly [lang: string]: string } = { "zh-CN": "：", en: ": " };

/** A mail's text. */
export function mailText(values: LinkValues | OrderValues): string {
  const { mall, title, text, footer } = values;
  const parts = [
    mall,
    title,
    text,
    ...("lines" in values ? orderParts(values) : linkParts(values)),
  ];
  return `${[...parts, `-- \n${footer}`].join("\n\n")}\n`;
}

/** The link on a line of its own, where nothing is taken for a part of it. */
const wayTo = ({ button, link, lang }: Pick<LinkValues, "button" | "link" | "lang">): string =>
  `${button}${COLONS[lang]!.trimEnd()}\n${link}`;

const linkParts = (values: LinkValues): string[] => [wayTo(values), values.note];

function orderParts(values: OrderValues): string[] {
  const told = ({ label, amount }: { label: string; amount: string }): string =>
    `${label}${COLONS[values.lang]!}${amount}`;
  const goods = values.lines.map(({ name, quantity, price }) =>
    told({ label: `${name} × ${quantity}`, amount: price }),
  );
  return [
    [...goods, ...values.sums.map(told)].join("\n"),
    ...values.address.map(({ heading, text }) => `${heading}\n${text}`),
    ...values.programme.flatMap(({ heading, text, figures, note }) => [
      `${heading}\n${text}`,
      figures.map(told).join("\n"),
      note,
    ]),
    wayTo(values),
  ];
}

/** Makes a mail's page, and its text beside it. */
export class MailGenerator extends HandlebarsMjmlGenerator {
  override async generate(
    from: string,
    subject: string,
    template: string,
    values: LinkValues | OrderValues,
  ) {
    const made = await super.generate(from, subject, template, values);
    return { ...made, text: mailText(values) };
  }
}

type Written = EmailDetails & { readonly text?: string };
type Transport = { sendMail(message: object): Promise<unknown> };

/** Sends a mail with both: its reader's program shows the one it can. */
export class MailSender extends NodemailerEmailSender {
  constructor() {
    super();
    // The one place in which the engine's sender says of what a mail consists.
    (this as unknown as { sendMail: typeof sendWhole }).sendMail = sendWhole;
  }
}

function sendWhole(mail: Written, transport: Transport): Promise<unknown> {
  const { from, recipient: to, subject, body: html, text, attachments, cc, bcc, replyTo } = mail;
  return transport.sendMail({ from, to, subject, html, text, attachments, cc, bcc, replyTo });
}
