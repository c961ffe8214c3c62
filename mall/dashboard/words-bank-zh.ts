/** 银行对账单的文字，简体中文。The words of the bank statements, in Chinese. */
import type { BANK_EN } from "./words-bank-en.ts";

export const BANK_ZH: { readonly [word in keyof typeof BANK_EN]: string } = {
  "nav.bank": "银行对账单",

  "bank.title": "银行对账单",
  "bank.note":
    "银行的余额与应有的现金（资金池、基金和所有余额）对照。商城里人人可见最近一份；差额在说明之前一直显示。记录之后不能撤回。",
  "bank.owedNow": "现在应有",
  "bank.last": "最近一份对账单",
  "bank.none": "还没有上传过",
  "bank.days": "{days} 天前",
  "bank.today": "今天",
  "bank.yesterday": "昨天",
  "bank.unexplained": "没有说明的部分",
  "bank.upload": "读取对账单",
  "bank.upload.note": "CAMT.053（XML），或 CSV 加一份说明各列含义的映射。文件只读取，不保存。",
  "bank.file": "文件",
  "bank.tooLarge": "{name} 超过 {most} MiB，请向银行索取天数较少的对账单。",
  "bank.map": "列映射（JSON），CSV 需要",
  "bank.read": "读取",
  "bank.found": "文件内容",
  "bank.keep": "确认并记录",
  "bank.keep.title": "记录 {date} 的余额 {balance}？",
  "bank.keep.text":
    "账户 {account}。{close} 日结时应有 {owed}，差额 {difference}。人人可见，不能撤回。",
  "bank.notClosed": "尚未日结",
  "bank.date": "日期",
  "bank.account": "账户",
  "bank.balance": "余额",
  "bank.owed": "日结时应有",
  "bank.parts": "资金池 {reserve}，基金 {funds}，余额 {wallets}",
  "bank.difference": "差额",
  "bank.explanations": "说明",
  "bank.byWhom": "{who}，{at}",
  "bank.amount": "金额，缺少的写负数",
  "bank.explain": "说明",
  "bank.explain.title": "说明 {amount}？",
  "bank.explain.text": "人人可见，不能撤回；有误时另写一条金额相反的说明。",
  "bank.explain.asks": "原因",
  "bank.empty": "还没有上传过对账单。",
};
