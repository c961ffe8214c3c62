/** Words of the roots that the shop publishes, close by close. */
import { says } from "../lang.ts";

export const ROOTS = {
  title: says("每天公布的根", "What is published of each day"),
  text: says(
    "每次日结后，所有人的数字被算成一串字符，叫作根。任何人的任何数字不同，根就不同。商城把同一个根公布给所有人：您可以抄下来，与对账单文件里的、与其他持有人看到的比较。",
    "After each close everybody's figures are worked into one line of signs, the root. Were any figure of anybody another, the root would be. The shop publishes the same root to everyone: take it along, and compare it with the one in your statement file, and with what other holders are shown.",
  ),
  none: says("还没有日结，没有根可以公布。", "No day has been closed yet, so there is no root."),
  root: says(
    (day: string) => `${day} 日结的根`,
    (day: string) => `The root of the close of ${day}`,
  ),
  noRoot: says(
    (day: string) => `${day} 的日结没有根。`,
    (day: string) => `The close of ${day} has no root.`,
  ),
  hash: says(
    (entry: string) => `账本第 ${entry} 条处的哈希`,
    (entry: string) => `The journal's hash at entry ${entry}`,
  ),
  hashText: says(
    "哈希连着账本里至此的每一条：以后谁拿到账本，都能看出以前的记录有没有被改过。",
    "The hash stands for every entry of the journal until then: whoever is given the journal later can see whether anything before was changed.",
  ),
  earlier: says(
    (count: string) => `最近 ${count} 次日结的根`,
    (count: string) => `The roots of the last ${count} closes`,
  ),
  all: says("这些根和哈希", "These roots and hashes"),
  withoutRoot: says("没有根", "No root"),
} as const;
