/** Words of the statement file: what was checked in it, what it cannot prove, and how to do without us. */
import { says } from "../lang.ts";

export const PROOF = {
  title: says("核对对账单文件", "Check a statement file"),
  intro: says(
    "对账单文件记有您从加入到最近一次日结的每笔变动。本页在您的设备上把它从头重算一遍，文件不会发送到任何地方。",
    "A statement file holds all that changed for you, from joining to the last close. This page works it out again on your device, and sends it nowhere.",
  ),

  // What the page says of a file.
  fits: says("全部相符", "Everything fits"),
  upTo: says(
    (day: string) => `截至 ${day} 日结`,
    (day: string) => `Up to the close of ${day}`,
  ),
  refused: says("文件不符", "This file does not fit"),
  where: says("不符之处", "Where"),
  whereHint: says("文件里的位置，或账本的条号", "A place in the file, or an entry of the journal"),
  unknownFault: says(
    (code: string) => `未通过检查“${code}”。`,
    (code: string) => `It fails the check called “${code}”.`,
  ),
  ownRefused: says(
    "这份文件来自商城，却与自身或与根不符。请保存下来，向商城要一个解释；也可以给其他持有人看。",
    "The mall gave you this file, and it does not fit. Save it and ask the mall why; other holders may want to see it too.",
  ),
  deviceRefused: says(
    "核对在第一处不符时停止。文件可能改动过、没有存全，或者不是对账单文件；也可能是出具的人写错了。",
    "The check stops at the first thing that does not fit. The file may have been changed, may not be whole, or may be no statement file; or whoever made it made it wrongly.",
  ),
  tooLarge: says(
    (most: string) => `这个文件超过 ${most}，远大于任何对账单文件，没有读取。`,
    (most: string) =>
      `This file is larger than ${most}, far larger than any statement file. It was not read.`,
  ),
  unreadable: says("读不到这个文件，请再选一次。", "The file could not be read. Choose it again."),
  which: says("文件", "File"),
  own: says("您的，刚从商城取来", "Yours, as the mall gives it now"),
  programme: says("项目", "Programme"),
  holder: says("持有人编号", "Holder"),
  save: says("保存文件", "Save the file"),
  saved: says("文件已保存", "The file is saved"),
  notSaved: says("没有存成，请再试一次。", "It could not be saved. Please try again."),
  choose: says("核对另一份文件", "Check another file"),
  chooseTitle: says("核对手里的文件", "Check a file that you have"),
  chooseOnly: says("选择文件", "Choose a file"),
  chooseHint: says(
    "以前保存的，或别人给您看的，都可以核对。",
    "One that you saved before, or one that somebody shows you.",
  ),
  backToOwn: says("回到我的文件", "Back to my own"),

  // No file of one's own.
  noneTitle: says("还没有您的文件", "There is no file of yours yet"),
  signedOutTitle: says("您自己的文件", "Your own file"),
  signedOutText: says(
    "登录后，本页会取来您的对账单文件并核对。核对手里已有的文件不用登录。",
    "Once you are logged in, this page gets your statement file and checks it. A file that you have already can be checked without.",
  ),

  // What was checked.
  checked: says("核对了什么", "What was checked"),
  whole: says("文件完整", "The file is whole"),
  wholeText: says(
    "文字与内容逐字节一致，摘要相符。",
    "Its text is the one text of what it says, byte by byte, and its digest fits.",
  ),
  closes: says("日结", "Closes"),
  closesText: says(
    "自加入以来的每次日结都在文件里，由根锁定，没有遗漏或改动。",
    "Every close since you joined is in the file, and the root knows each: none was left out or changed.",
  ),
  closeCount: says("次数", "How many"),
  from: says("首次", "The first"),
  until: says("最近一次", "The last"),
  dividends: says("分红", "Dividends"),
  dividendsText: says(
    "每次日结都按您当时的股权、额度和等级重新计算。",
    "Each close was worked out again, from your shares, your quota and your tier of then.",
  ),
  dividendDays: says("有分红的天数", "Days with a dividend"),
  dividendsSum: says("分红合计", "Dividends in all"),
  position: says("持仓", "Position"),
  positionText: says(
    "您的记录和分红加起来就是下面这些，期间从未低于零。",
    "Your entries and dividends come to this, and never to less than nothing on the way.",
  ),
  entryCount: says("记录条数", "Entries"),
  shares: says("股权", "Shares"),
  quotaLeft: says("剩余额度（上限）", "Quota left, as a cap"),
  wallet: says("余额", "Wallet"),
  nav: says("股权价格", "NAV per share"),
  navText: says(
    "在文件里的任何一次日结，都没有低于前一次。以后如何，这里没有答案。",
    "At no close in this file was it lower than at the one before. Of days to come this says nothing.",
  ),
  navFirst: says("加入前", "Before you joined"),
  navLast: says("最近一次日结", "At the last close"),
  redeemed: says("回购与兑换", "Redeemed and spent"),
  redeemedText: says(
    "每次都按当日的股权价格计算，手续费与规则一致。",
    "Each time shares were valued at the NAV of their day, and the fee was the plan's.",
  ),
  redeemedNone: says("文件里没有回购，也没有用股权兑换。", "There were none in this file."),
  redeemedCount: says("回购次数", "Redemptions"),
  spentCount: says("兑换商品次数", "Paid for goods"),
  counted: says("已计入全体合计", "Counted among all"),
  countedText: says(
    "您的数字在这次日结的根之下，沿途旁支都不低于零：没有人用负数遮住您的那一份。",
    "Your figures stand under the root of the close, and nothing beside the way up is less than nothing: nobody's debt hides your part.",
  ),
  steps: says("到根的层数", "Steps up to the root"),
  holders: says("全部持有人", "All holders"),
  allShares: says("他们的股权", "Their shares"),
  allDividends: says("已收到的分红", "Dividends they received"),
  allQuota: says("剩余额度（上限）", "Their quota left, as a cap"),
  allWallets: says("余额合计", "Their wallets"),

  // What no file can prove.
  limits: says("任何文件都证明不了的", "What no file can prove"),
  cash: says("钱确实在银行", "That the cash is at the bank"),
  cashNone: says("这份文件里没有银行对账单。", "No bank statement stands in this file."),
  cashSaid: says(
    (day: string, by: string, cash: string) =>
      `文件里写着：${day} 的余额为 ${cash}，由 ${by} 声明。`,
    (day: string, by: string, cash: string) =>
      `The file says: ${cash} on ${day}, by the word of ${by}.`,
  ),
  cashWord: says("那是声明，不是证明。", "That is a word, and no proof."),
  cashBelow: says(
    "应有多少钱，以及商家最近一次公布的银行余额，见下方。",
    "What has to be there, and what the merchant attested last, stands below.",
  ),
  root: says("所有人看到的是同一组数字", "That everybody was given the same figures"),
  rootText: says(
    "根相同，这次日结的所有数字就相同。本页替您与商城公布的比较；也请与其他持有人文件里的，或您以前抄下的，逐字比较。",
    "Where the root is the same, so is every figure of the close. This page compares it with the one that the shop publishes. Compare it with those in other holders' files too, or with what you wrote down before.",
  ),
  rootSame: says(
    "这个根，以及账本到此的哈希，就是本商城向所有人公布的。",
    "This root is the one that this shop publishes to everyone, and so is the journal's hash at it.",
  ),
  rootOther: says(
    "这不是本商城公布的根或哈希！请保存文件，向商城要一个解释；也请给其他持有人看。",
    "This is NOT what this shop publishes for that day: the root or the journal's hash is another. Save the file, ask the shop why, and show it to other holders.",
  ),
  rootUnreached: says(
    "没能比较：现在连不上商城。",
    "It could not be compared: the shop cannot be reached now.",
  ),
  rootUnlisted: says(
    "没能比较：商城公布最近 30 次日结的根，这一天不在其中。",
    "It could not be compared: the shop publishes the roots of its last 30 closes, and this day is not among them.",
  ),
  rootElsewhere: says(
    "没能比较：这份文件不属于本商城的项目，或现在无法确认。",
    "It could not be compared: this file is of another programme than this shop's, or that cannot be told now.",
  ),
  rootName: says("这次日结的根", "The root of this close"),
  headName: says(
    (entry: string) => `账本第 ${entry} 条处的哈希`,
    (entry: string) => `The journal's hash at entry ${entry}`,
  ),
  entries: says("这些就是您的全部记录", "That the entries are all you did"),
  entriesText: says(
    "文件证明不了没有写进去的事。请逐条看，时间也看。",
    "A file cannot prove what was left out of it. Look through the entries, and their times.",
  ),
  entryList: says(
    (count: string) => `文件里的 ${count} 条记录`,
    (count: string) => `The ${count} entries in this file`,
  ),
  quotaReached: says("额度用完", "Quota reached"),
  toStatement: says("去看明细", "See my statement"),
  grant: says("订单得到了规则该给的", "That an order was granted what the plan gives"),
  grantText: says(
    "这要看整本账本：拿到账本的审计人员用 patronage ledger verify 可以全部重算。",
    "The whole journal proves that: an auditor who is given it runs everything again by patronage ledger verify.",
  ),
  later: says(
    (day: string) => `${day} 之后的事`,
    (day: string) => `What came after ${day}`,
  ),
  laterText: says("在下一份文件里。", "It is in the next file."),

  // Without us.
  without: says("不靠我们核对", "Check it without us"),
  withoutText: says(
    "本页来自商城，您的文件不必只信它。下面三种方法都不联网，也不需要商城：",
    "This page comes from the mall, and you need not take its word. None of these three needs a network, or the mall:",
  ),
  pageFile: says(
    "一个网页文件：保存后用浏览器打开，选择您的文件。",
    "One page as a file: save it, open it in a browser, and choose your file.",
  ),
  savePage: says("保存 verify.html", "Save verify.html"),
  python: says(
    "一个 Python 程序，另外编写，不用我们的任何代码：",
    "A program in Python, written apart, with none of our code in it:",
  ),
  savePython: says("保存 verify-statement.py", "Save verify-statement.py"),
  command: says("patronage 命令：", "The patronage command:"),
  source: says(
    "也可以不从商城拿：这两个文件都在公开源代码的 docs 文件夹里。",
    "You need not take these from the mall: both stand in the open source, in its folder docs.",
  ),
} as const;
