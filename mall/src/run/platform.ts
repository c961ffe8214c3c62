/** What the engine needs around it when it runs for real: mails, and the back office's pages. */
import { EmailPlugin } from "@vendure/email-plugin";
import { DashboardPlugin } from "@vendure/dashboard/plugin";
import type { VendureConfig } from "@vendure/core";
import { MailGenerator, MailSender } from "../mail-text.ts";
import { MAIL_NAME, MAILS, MailTemplates, type MailPlaces } from "../mails.ts";
import type { Role } from "./serve.ts";
import { mailsIn, type Settings } from "./settings.ts";

export function platformPlugins(
  { folder, smtpUrl, origin, dashboard }: Settings,
  role: Role,
): NonNullable<VendureConfig["plugins"]> {
  const places: MailPlaces = {
    fromAddress: `"${MAIL_NAME}" <noreply@${new URL(origin).hostname}>`,
    origin,
  };
  const common = {
    handlers: [...MAILS],
    templateLoader: new MailTemplates(),
    globalTemplateVars: places,
    emailGenerator: new MailGenerator(),
    emailSender: new MailSender(),
  };
  const outputPath = mailsIn(folder);
  const mails =
    smtpUrl !== undefined
      ? EmailPlugin.init({ ...common, transport: smtp(new URL(smtpUrl)) })
      : isOfThisMachine(origin)
        ? EmailPlugin.init({ ...common, devMode: true, route: "mailbox", outputPath })
        : EmailPlugin.init({ ...common, transport: { type: "file", outputPath } });
  const pages =
    dashboard === undefined
      ? []
      : [DashboardPlugin.init({ route: "dashboard", appDir: dashboard })];
  return role === "writer" || role === "furnish" ? [] : [mails, ...pages];
}

/** Whether only this machine reaches the mall: whoever reads the mails can log in as anybody. */
function isOfThisMachine(origin: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(origin).hostname);
}

/** Where mails are sent through: smtp://user:password@host:port, or smtps:// from the first byte. */
function smtp({ hostname, port, protocol, username, password }: URL) {
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    type: "smtp" as const,
    host: hostname,
    secure: protocol === "smtps:",
    ...(port === "" ? {} : { port: Number(port) }),
    ...(username === "" ? {} : { auth }),
  };
}
