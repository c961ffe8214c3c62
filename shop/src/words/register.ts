/** Words of registering. */
import { says } from "../lang.ts";

export const REGISTER = {
  title: says("注册", "Register"),
  why: says(
    "有了账户，才能查看订单、退货，并持有订单带来的股权。",
    "With an account you can see your orders, send goods back, and hold the shares that orders grant.",
  ),
  name: says("姓名", "Name"),
  nameMissing: says("请填写姓名。", "Please enter your name."),
  firstName: says("名", "First name"),
  lastName: says("姓", "Last name"),
  phone: says("手机号（选填）", "Mobile (optional)"),
  phoneHint: says("送货时联系用。", "For questions about a delivery."),
  phoneWrong: says("手机号写得不对。", "This is not a telephone number."),
  more: says("选填项", "Optional"),
  device: says("给这台设备起个名字（选填）", "A name for this device (optional)"),
  deviceHint: says(
    "例如“我的手机”。只用来发现自己推荐自己的情况；不填也完全可以。",
    "Such as 'my phone'. It only helps to notice people who refer themselves; leaving it out is fine.",
  ),
  code: says("推荐码", "Referral code"),
  codeHint: says(
    "推荐人会因您的订单得到股权和额度，您自己的不会因此减少。注册后不能更改。",
    "Whoever referred you is granted shares and quota for your orders. Yours are not reduced by it. It cannot be changed later.",
  ),
  codeFromLink: says("来自您打开的邀请链接。", "It came with the link you followed."),
  codeRemove: says("不用这个推荐码", "Do without it"),
  codeWrong: says("推荐码由 4 到 16 个字母和数字组成。", "A code has 4 to 16 letters and digits."),
  codeUnknown: says(
    "推荐码不存在时，注册照常进行，只是没有推荐人。",
    "If there is no such code, you are registered all the same, without a referrer.",
  ),
  agreeBefore: says("我看过并同意", "I have read and accept the "),
  agreeLink: says("规则与账目", "rules and books"),
  agreeAfter: says("里的规则", ""),
  agreeMissing: says("同意规则后才能注册。", "You can register once you accept the rules."),
  agreeNote: says(
    "其中写明：额度是最多还能领取的上限，不是承诺；股权的价值可能低于您花的钱。",
    "They say that quota is a cap and no promise, and that shares may be worth less than what you spend.",
  ),
  submit: says("注册", "Register"),
  haveAccount: says("已有账户？", "Have an account?"),
  privacy: says(
    "我们只保存办理订单和股权所需的资料。您随时可以在“我的数据”里导出，或删除账户。",
    "We keep only what orders and shares need. You can export it, or delete your account, at any time under 'My data'.",
  ),
  sentTitle: says("请查收邮件", "Please look at your mail"),
  sentText: says(
    (email: string) => `我们向 ${email} 发了一封邮件。点其中的链接，账户就开通了。`,
    (email: string) =>
      `We have sent a mail to ${email}. Once you follow its link, your account is open.`,
  ),
  sentNone: says(
    "没有收到？请看看垃圾邮件，或重发一次。如果这个邮箱已经有账户，我们不会再发邮件，直接登录就可以。",
    "Nothing there? Please look among the spam, or have it sent again. If there is an account with this address already, no mail is sent: just log in.",
  ),
  otherAddress: says("改一下邮箱", "Change the address"),
} as const;
