/** Why something that somebody asked for was not done, where the mall's own sentence does not say it. */
import { says, type Both } from "../lang.ts";

export const FAILURE = {
  offline: says(
    "没有网络，也没有收到商城的回答。连上网络后再试一次。",
    "There is no network, and no answer came. Please try again once you are connected.",
  ),
  unreachable: says(
    "商城没有应答，不知道请求是否已经送到。再试一次没有坏处。",
    "The mall did not answer, so we do not know whether it arrived. Trying again does no harm.",
  ),
  signedOut: says("登录已过期，请重新登录。", "You are no longer logged in. Please log in again."),
  broken: says(
    "商城出了故障，是我们的错。请稍后再试。",
    "Something broke at the mall. The fault is ours; please try again in a moment.",
  ),
} as const;

/** Refusals by their own names: the engine's, and those of the mall that only its pages can explain. */
export const REFUSALS: { readonly [code: string]: Both } = {
  "mall.key_reused": says(
    "之前没有得到答复的那笔申请其实已经收到，请先查看。这一次没有提交；仍然需要的话，请再试一次。",
    "Your earlier request, the one without an answer, had arrived after all: please look at it first. This one was not sent. If you still want it, try again.",
  ),
  "mall.key_unreadable": says(
    "这个页面出了错，是我们的错。请重新载入后再试。",
    "This page has made a mistake, and the fault is ours. Please load it again, then try once more.",
  ),
  INVALID_CREDENTIALS_ERROR: says(
    "邮箱或密码不对。请检查大小写和输入法。",
    "The e-mail or the password is not right. Please check capitals and the keyboard's language.",
  ),
  NOT_VERIFIED_ERROR: says(
    "邮箱还没有确认。请打开我们发出的邮件，点其中的链接。",
    "The address is not confirmed yet. Please open our mail and follow its link.",
  ),
  VERIFICATION_TOKEN_INVALID_ERROR: says(
    "这个链接不对，或者已经用过了。",
    "This link is mistyped, or has been used already.",
  ),
  VERIFICATION_TOKEN_EXPIRED_ERROR: says(
    "这个链接已经过期，请再要一封邮件。",
    "This link has expired. Please ask for another mail.",
  ),
  PASSWORD_VALIDATION_ERROR: says(
    "商城不接受这个密码：至少 8 位，最多 72 位。",
    "The mall does not accept this password: at least 8 characters, and at most 72.",
  ),
  PASSWORD_ALREADY_SET_ERROR: says("密码已经设过了。", "The password has been set already."),
  MISSING_PASSWORD_ERROR: says("请设一个密码。", "Please choose a password."),
  PASSWORD_RESET_TOKEN_INVALID_ERROR: says(
    "这个链接不对，或者已经用过了。请再要一封邮件。",
    "This link is mistyped, or has been used already. Please ask for another mail.",
  ),
  PASSWORD_RESET_TOKEN_EXPIRED_ERROR: says(
    "这个链接已经过期，请再要一封邮件。",
    "This link has expired. Please ask for another mail.",
  ),
  IDENTIFIER_CHANGE_TOKEN_INVALID_ERROR: says(
    "这个链接不对，或者已经用过了。",
    "This link is mistyped, or has been used already.",
  ),
  IDENTIFIER_CHANGE_TOKEN_EXPIRED_ERROR: says(
    "这个链接已经过期，请在个人资料里再要一次。",
    "This link has expired. Please ask again in your details.",
  ),
  EMAIL_ADDRESS_CONFLICT_ERROR: says(
    "这个邮箱已经有账户了。",
    "There is an account with this address already.",
  ),
};
