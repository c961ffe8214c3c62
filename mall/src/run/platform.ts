/** What the engine needs around it when it runs for real: mails, and the back office's pages. */
import { join } from "node:path";
import { createRequire } from "node:module";
import { defaultEmailHandlers, EmailPlugin, FileBasedTemplateLoader } from "@vendure/email-plugin";
import { DashboardPlugin } from "@vendure/dashboard/plugin";
import type { VendureConfig } from "@vendure/core";
import type { Role } from "./serve.ts";
import { mailsIn, type Settings } from "./settings.ts";

const TEMPLATES = join(
  createRequire(import.meta.url).resolve("@vendure/email-plugin/package.json"),
  "../templates",
);

export function platformPlugins(
  { folder, smtpUrl, origin, dashboard }: Settings,
  role: Role,
): NonNullable<VendureConfig["plugins"]> {
  const common = {
    handlers: defaultEmailHandlers,
    templateLoader: new FileBasedTemplateLoader(TEMPLATES),
    globalTemplateVars: {
      fromAddress: `"Mall" <noreply@${new URL(origin).hostname}>`,
      verifyEmailAddressUrl: `${origin}/verify`,
      passwordResetUrl: `${origin}/password-reset`,
      changeEmailAddressUrl: `${origin}/verify-email-address-change`,
    },
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
