/** Words of the NAV: its curve, its table, and its counterpart net of the fee. */
import { says } from "../lang.ts";

export const NAV = {
  title: says("股权价格", "NAV per share"),
  nav: says("股权价格", "NAV"),
  net: says(
    (fee: string) => `扣 ${fee} 手续费后`,
    (fee: string) => `Net of the ${fee} fee`,
  ),
  meaning: says(
    "股权价格 = 托底资金池 ÷ 流通股数。它说明过去，不预示将来。",
    "The NAV is the reserve divided by the outstanding shares. The curve tells what was, and nothing of what will be.",
  ),
  axis: says("纵轴从 0 开始。", "The scale begins at 0."),
  none: says(
    "还没有日结，日结之后这里会有曲线。",
    "No day has been closed yet; the curve begins with the first.",
  ),
  notDrawn: says(
    "曲线没有载入，数字见下方表格。",
    "The curve could not be loaded. The table below has the figures.",
  ),
  choose: says("选择日期", "Choose a day"),
  told: says(
    (day: string, nav: string, net: string) => `${day}：股权价格 ${nav}，扣手续费后 ${net}`,
    (day: string, nav: string, net: string) => `${day}: NAV ${nav}, net of the fee ${net}`,
  ),
  table: says("查看表格", "As a table"),
  tableOf: says("每次日结后的股权价格", "NAV after each close"),
  day: says("日期", "Day"),
  reserve: says("资金池", "Reserve"),
  outstanding: says("流通股数", "Shares"),
  paid: says("当日分红", "Dividends paid"),
} as const;
