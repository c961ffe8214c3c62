/**
 * The tables of honesty: what no text that people see may say, why, and what to say instead.
 *
 * How a pattern is written: letters of either case are the same, English stands for whole words, a space
 * stands for white space and hyphens, and a word in capitals for the patterns of `SHORTHANDS`. Marks of
 * Chinese are as NFKC leaves them (a comma is `,`), characters the simplified ones. What denies a phrase
 * (`DENIALS`) may stand before it, and nothing between the two but what is listed there.
 */

export type Claim = {
  readonly name: string;
  /** What the phrase suggests. */
  readonly why: string;
  readonly instead: string;
  readonly en: readonly RegExp[];
  readonly zh: readonly RegExp[];
};

/** Between paragraphs, cells and blocks: nothing is read across it. */
export const BREAK = "¶";
/** Where something is filled in. */
export const HOLE = "\uFFFC";

const INSIDE = `(?:[^.!?;:。${BREAK}]|\\.(?=\\d))`;
export const SHORTHANDS: { readonly [name: string]: string } = {
  /** The rest of a sentence; in Chinese, of a short clause. */
  REST: `${INSIDE}{0,40}?`,
  NEAR: `[^.!?;:,。、${BREAK}]{0,8}?`,
  GAIN: "(?:returns?|gains?|profits?|income|earnings|dividends?|payouts?|yields?|interest|growth)",
  WORTH: "(?:principal|capital|money|value|price|NAV)",
  MONEY:
    "(?:money|cash|spending|spend|spent|costs?|price|purchase|pay|paid|everything|all of it|it all)",
  SPEND:
    "(?:it|all|of|your|the|their|every|some|half|most|part|what|that|you|they|more|than|money|spending|" +
    `spend|spent|pay|paid|purchase|price|costs?|cent|fen|yuan|\\d+%?|${HOLE}%?)`,
};

export const CLAIMS: readonly Claim[] = [
  {
    name: "guarantee",
    why: "it suggests a guaranteed return, and nobody guarantees one",
    instead: "what has really been paid so far, and that it is no promise (至今实付，不是承诺)",
    en: [
      /guarantee(?:s|d|ing)?\bREST\b(?:GAIN|WORTH)/,
      /(?:GAIN|WORTH)(?: (?:is|are|being|always|fully))* (?:guaranteed|assured|certain|insured|protected)|(?:principal|capital) is (?:safe|secure)|guaranteed(?=!)/,
      /(?:assured|fixed|steady|stable|sure|secure|promised|reliable)(?: daily)? GAIN/,
      /(?:high|huge|attractive|generous|daily|weekly|monthly) (?:returns?|gains?|profits?|income|earnings|yields?)/,
      /promis(?:es?|ed|ing)(?: of| you| an?| the| any)* GAIN/,
      /(?:lifelong|lifetime|permanent|perpetual) dividends?|dividends? (?:for life|forever)/,
    ],
    zh: [
      /(?:保证|承诺|担保|许诺)NEAR(?:收益|回报|分红|盈利|获利|返还|本金|退本|上涨|价格|价值|净值)/,
      /(?:收益|回报|分红|本金|价格|净值)NEAR(?:有保证|有保障|稳定|固定)/,
      /(?:固定|稳定|稳健|稳稳)的?(?:收益|回报|收入|分红|增长)/,
      /(?<!确|环|医|社)保(?:本|息)(?!人|次|店|商|单|页|地|色|草|周|月|年|身|质)/,
      /保底|兜底|刚性?兑付|旱涝保收|(?:终身|永久|永远|一辈子)NEAR分红/,
    ],
  },
  {
    name: "rises",
    why: "it suggests that a price or a value can only rise",
    instead:
      "how the NAV is worked out, and what is left after the fee (净值＝资金池÷股数，卖出须扣手续费)",
    en: [
      /(?<!tiers? )(?:only|always)(?: ever| keeps?)* (?:rises?|rising|go(?:es)? up|going up|grows?(?! in| on| at| near| above)|growing|increases?|increasing|climbs?|climbing|appreciates?)/,
      /(?:never|cannot|can't|can not|won't|will not|does not|doesn't|do not|don't)(?: ever)? (?:falls?|drops?|declines?|decreases?|go(?:es)? down|lose(?:s)?(?: any)? value|shrinks?)(?! under the)/,
      /(?:sure|certain|bound|guaranteed) to (?:rise|grow|go up|increase|appreciate)/,
      /(?:price|value|NAV|shares?) (?:will|shall|is going to|are going to) (?:always )?(?:rise|grow|go up|increase|double|soar|multiply)/,
      /keeps? (?:on )?(?:rising|growing|going up|climbing)|up only|only gains?|one way: up|skyrocket(?:s|ing)?/,
      /before (?:it|the price|the NAV) (?:rises|goes up)|ha(?:s|ve) (?:never|only)(?: ever)? (?:fallen|dropped|risen|gone up)/,
      /appreciation (?:on|of|in) (?:your |every )?(?:spending|shares?|purchases?|value|price)/,
    ],
    zh: [
      /只涨|只增不减|(?:永不|从不|不会|绝不|决不)下?(?:跌|贬值)/,
      /(?<!等级NEAR|级别NEAR)只升不降/,
      /(?:必|稳|暴|狂|疯|猛|看)涨|单边上(?:扬|涨)|一路走高|越来越(?:贵|值钱)/,
      /(?<=(?:价格|股价|净值|股权)NEAR)(?:上?涨|上升|走高|越来越高)/,
      /升值|保值|增值(?!税|电信|服务)/,
    ],
  },
  {
    name: "risk",
    why: "it suggests that nobody can lose",
    instead: "what may be lost: the fee, and quota that is never paid (手续费；额度可能付不满)",
    en: [
      /risk free|riskless|(?:no|zero|without|without any|little to no) risks?/,
      /free (?:of|from) (?:any |all )?risks?/,
      /(?:nobody|no one) (?:can |could |ever )*loses?/,
      /(?:you|shoppers?|buyers?|members?|holders?) (?:can't|cannot|can not|can never|never|won't|will not|will never) lose/,
      /never lose (?:a |any )?(?:cent|fen|yuan|penny|money)/,
      /nothing to lose|(?:no|zero) downside|no losses|loss free|no lose|can't go wrong|(?:everybody|everyone) wins|always wins?/,
      /(?:100 ?%|completely|totally|absolutely|perfectly) (?:safe|secure)/,
      /(?:safe|sure) (?:bet|thing|win|haven|investment)/,
    ],
    zh: [
      /(?:零|0|无|低|没有?|毫无)(?:任何)?风险|风险为零/,
      /不会?亏(?!待|欠)|亏不了/,
      /(?:绝对|百分之?百|100%|完全)安全|万无一失/,
    ],
  },
  {
    name: "free",
    why: "it suggests that goods cost nothing, and everything here is paid for",
    instead: "what it costs and who pays (运费已含；由商家承担; of shares: not on hold)",
    en: [
      /(?<!\w-)(?<!feel |sugar |lead |fat |gluten |caffeine |alcohol |fragrance |set )free(?! range| from| of (?!charge|cost)|-handed)/,
      /(?:cost|charge|payment|money) free|freebies?|gratis|complimentary|on the house|giveaways?/,
      /at (?:no|zero) (?:cost|charge)|zero cost|no cost to you/,
      /(?:costs?(?: you)?|you pay|for) nothing(?! more| extra| else)/,
      /pays? for (?:itself|themselves)/,
      /tax free (?:GAIN|money|cash)/,
    ],
    zh: [
      /免费|免单|免税/,
      /白(?:嫖|漂|拿(?!铁)|送|捡|领取|吃白喝)/,
      /(?:零|0)元(?:购|拿|领|得|抢|带走)|(?:零|0)(?:成本|投入|投资)|无需投(?:入|资)/,
      /不花(?:一分)?钱|不要钱|不用花钱|没花钱|一分钱?(?:不|都不)花|倒贴/,
    ],
  },
  {
    name: "back",
    why: "it suggests that what is spent comes back",
    instead:
      "dividends paid so far, and quota as a cap; of a return: refund (已付分红，额度是上限；退货写“退款”)",
    en: [
      /earn(?:s|ed|ing)?(?: SPEND){0,6} back/,
      /(?:get|gets|getting|have|win|make)(?: \w+){0,4} MONEY(?: \w+)? back/,
      /get(?:s|ting)? back (?:all|everything|more|what|your (?:money|spending|costs?)|\d)/,
      /cash(?: )?back|rebates?|money back (?:guarantee|offer|promise)/,
      /(?:spending|what you (?:spend|spent|pay|paid)|every (?:yuan|purchase))(?: \w+){0,3} (?:comes?|flows?|is paid|is given) back/,
      /(?:spent|spend|paid)(?: (?:has|have|will|can|to))* (?:come|comes|came|flow|flows) back/,
      /recoup(?:s|ed|ing)?|recover(?:s|ed|ing)? (?:your|the|their|all) MONEY|break(?:s|ing)? even/,
      /(?:all|everything|whatever) you (?:spend|spent|buy|bought) (?:is|will be|gets) (?:paid|given|returned|refunded)/,
      /(?:pays?|gives?|hands?)(?: you)? back (?:all|everything|what)|refunds? (?:of|on) (?:all )?your (?:spending|purchases)/,
      /your money (?:comes?|will come) back/,
      /returns? on (?:your |every |each |the )?(?:spending|purchases?|money|capital)/,
      /(?:spend|buy|pay) \d+(?: \w+)?(?: and| to|,)? (?:get|receive|earn)s? \d+/,
    ],
    zh: [
      /返(?:现|利|本|钱)|全返|全额返还?/,
      /(?:消费|每日|每天|按日|逐日|分期|排队|循环)NEAR返(?!回|修|程|工|乡|厂|货|航)/,
      /返还?NEAR(?:消费|本金|本钱)/,
      /回本(?!店|页|单|站|地|人|周|月|年|国|市)|回血|本金|本钱|本息|百分之?百(?:回款|返)/,
      /花(?:出去|掉)?的?钱NEAR(?:回来|拿回|变)|花出去NEAR回来|回来越多|越(?:花|买)越(?:多|有|值)|边(?:花|买)边/,
      /(?:拿回|收回|挣回)NEAR(?:成本|消费|投入)|挣回/,
      /买\d+元?(?:送|得|返)\d+|(?:买|花|消费)多少(?:送|返|得)多少/,
    ],
  },
  {
    name: "income",
    why: "it sells shopping as a way to make money",
    instead: "what the goods are and cost; dividends as what has been paid (商品和价格；已付分红)",
    en: [
      /earn(?:s|ing)? (?:while|when|as you|every|each|daily|more|money|cash|income|interest|profits?|passively|rewards?|extra|up to|\d)/,
      /(?:shop|spend|buy|save)(?:ping|ing)?(?: and| to| &) earn/,
      /(?:your|daily|monthly|weekly|future|total|potential|possible|expected) earnings|earning(?:s)? potential/,
      /mak(?:es?|ing)(?: you)? (?:money|a fortune|a profit|a living|rich|wealthy)/,
      /(?:passive|residual|side|extra|additional|second|lifelong|lifetime|unlimited|regular) income|income (?:for life|every|each|streams?|sources?)/,
      /financial(?:ly)? (?:freedom|free|independence|independent)/,
      /get rich|become (?:rich|wealthy)|grow wealthy|(?:your|build|create|grow) wealth|millionaires?/,
      /your profits?|money while you sleep|quit your job|retire early|side hustle/,
      /(?:get|gets|getting) paid (?:to|for) shop(?:ping)?|shopping(?: \w+)? pays(?: you)?/,
      /(?:your|grow your|let your) money (?:grows?|works?)|mak(?:e|es|ing)(?: your)? shopping pay|money making/,
      /profit from (?:every|each|your|shopping)|way to profit|turn(?:s|ing)?(?: your)? (?:spending|shopping|purchases) into/,
      /live off|set for life|retire on/,
    ],
    zh: [
      /赚|躺赢|(?:躺着|坐享|坐等|坐收)NEAR(?:收|拿|领|分|利|钱)|日进斗金|百万富翁|(?:年|月|日)入(?=\d|过?[百千万数])/,
      /(?:每日|日|月|您的|我的)收入|天天NEAR(?:有钱|进账|分钱)|消费NEAR(?:存钱|养老|变资产)|终身受益|钱(?:会)?变多|钱为(?:您|你)工作/,
      /(?:被动|睡后|管道|额外|第二|持续)收入|副业/,
      /财富|财务自由|暴富|致富|创富|发家|发财(?!树)|钱生钱|聚宝盆/,
      /盈利|获利/,
    ],
  },
  {
    name: "multiply",
    why: "it suggests that money multiplies",
    instead: "the figures of the plan, with the part of quota that is ever paid (额度覆盖率)",
    en: [
      /(?:doubl|tripl|quadrupl|multipl)(?:es?|ed|ing|y|ies|ying)(?: (?:your|their|the))? (?:money|spending|cash|value|wealth|shares)/,
      /(?:double|triple|ten times|\d+ ?(?:x|times))(?: \w+){0,2} (?:money|returns?|back|spending)/,
      /\d+ ?(?:x|fold|times) (?:GAIN)/,
    ],
    zh: [
      /翻(?:\d|几|数|两|十|百)?倍|翻番|倍增|裂变/,
      /(?:\d|几|数|十|百)倍(?:收益|回报|增长|分红)/,
    ],
  },
  {
    name: "yield",
    why: "it states a rate of return, and there is none",
    instead: "dividends paid so far and the promise coverage (至今已付分红和额度覆盖率)",
    en: [
      /apy|apr of|\d+ ?% apr|roi|(?:a|the|your|its|our|dividend|share|high|\d+ ?%) yields?/,
      /(?:annual|annuali[sz]ed|yearly) (?:rate of )?GAIN|rates? of return|per annum/,
      /\d+ ?% (?:a|per|each|every) (?:day|week|month|year)|\d+ ?% (?:daily|weekly|monthly|yearly|annually)/,
      /interest rates?|(?:pays?|bears?) interest/,
      /(?:expected|projected|estimated) GAIN|\d+ ?% returns?/,
    ],
    zh: [
      /收益/,
      /年化|(?:年|月|日)息(?!肉)|利息|(?<!毛|净)利率|高息|分红率/,
      /回报率|(?:年|月|日)回报|(?:高额?|丰厚|可观)的?回报|(?:预期|预计)NEAR(?:回报|分红|收入|价格)/,
    ],
  },
  {
    name: "investment",
    why: "it sells shopping as an investment",
    instead: "shopping, with shares that the merchant grants (消费；商家授予的股权)",
    en: [
      /invest(?:s|ed|ing|ments?|ors?)?|no investment (?:needed|required|necessary)/,
      /pre ipo|ipo|go(?:es|ing)? public|stock market|wealth management|nest egg|better than (?:a |the |your )?(?:bank|savings)|shareholders?/,
      /airdrops?|crypto(?:currency|currencies)?/,
    ],
    zh: [
      /投资|理财|炒(?:股|币)|股票|原始股|股东|合伙人|当老板/,
      /(?:公司|挂牌|敲钟|海外|境外|平台|商城|企业)(?:即将|准备|计划|将要?|要|已)?上市|上市(?:公司|敲钟)|资本市场/,
      /数字货币|虚拟货币|空投|挖矿|币圈/,
    ],
  },
  {
    name: "recruiting",
    why: "it pays for bringing people in, which is pyramid selling",
    instead: "that a referral counts for what the referred person buys, two levels at the most",
    en: [
      /recruit(?:s|ed|ing|ment|ments)?|downlines?|uplines?|network marketing/,
      /(?:team|matching|leadership|rank|head) (?:bonus|bonuses|rewards?)/,
      /unlimited (?:levels|depth|referrals)/,
      /(?:bring|invite|refer)(?: \w+){0,3} (?:to|and) earn/,
    ],
    zh: [
      /拉人|人头费|团队(?:奖|计酬|业绩|收益)|(?:静态|动态)收益/,
      /级差|平级奖|见(?:点|单)奖|(?:直|间)推|链动|无限(?:级|层|代)/,
      /发展(?:下线|团队)|上下线|下线(?:会员|人数|业绩)/,
    ],
  },
  {
    name: "hurry",
    why: "it hurries people into joining, where nothing runs out but the goods",
    instead: "how many pieces are left, if that is so (仅剩 … 件)",
    en: [
      /limited (?:spots?|places?|seats?|slots?)|\d+ (?:spots?|seats?|slots?) (?:left|remain|remaining)/,
      /act (?:now|fast)|last chance|hurry up|hurry(?=[!,])|don't miss(?: out)?|before it's too late|once in a lifetime/,
      /the (?:earlier|sooner) you (?:join|buy|start|spend)|(?:buy|join|start) early/,
    ],
    zh: [
      /名额(?:有限|不多|告急|所剩)|(?:最后|仅剩|仅限)NEAR(?:名额|席)/,
      /机不可失|千载难逢|错过(?:就|再|后悔|不再)|手慢无|抢占|(?:现在|赶紧|赶快|快)上车|(?:名额|前)\d+(?:名|位|人)|早(?:买|加入|参与|进)早|越早(?:买|加入|参与|越)/,
    ],
  },
  {
    name: "endorsed",
    why: "it borrows the name of the state, a bank or an association",
    instead: "who runs the mall, and where its rules can be read",
    en: [
      /(?:government|state|bank|officially) (?:backed|approved|endorsed|supported|certified)/,
      /(?:backed|approved|endorsed|guaranteed) by (?:the |a )?(?:government|state|central bank|bank|association)|(?:government|state) (?:backs|supports|approves|endorses)/,
      /(?:100 ?%|fully|completely|totally) (?:legal|compliant)/,
    ],
    zh: [
      /国家级|(?:国家|中央|政府|央企|国企|商务部|官方|协会|专家)(?:支持|扶持|认可|背书|批准|推荐)/,
      /合法合规|合规合法|(?:完全|绝对)合(?:法|规)|权威(?:认证|背书)/,
    ],
  },
  {
    name: "owed",
    why: "it words quota as money owed, and quota is a cap",
    instead: "the most that may still be received, beside what has been paid (最多还能收到；已付)",
    en: [
      /owes? you|owed to you/,
      /(?<=quotas?\bREST)(?:owed|owes|payable|entitled|due|claimable|yours|on its way|to (?:collect|claim)|waiting (?:to|for))/,
      /(?<=quotas?\bREST)you(?:'ll| will| shall) (?:receive|get|be paid|earn)(?! at most| up to| no more)/,
      /(?<=quotas?\bREST)will be (?:paid|credited|returned)(?! at most| up to)/,
      /you(?:'ll| will| shall) (?:receive|be paid|earn)REST\bquotas?/,
      /pay(?:s|ing)?(?: out)? your quota|quota balance|balance of quota|quota (?:is|equals|means) (?:money|cash|worth)/,
    ],
    zh: [
      /欠(?:您|你|我)|待(?:返|领取)|等(?:您|你)领取|(?:您|你|会员)NEAR应得|应得的?(?:分红|额度|钱)/,
      /(?<=额度REST)(?:欠款|应得|待领|待发|兑现|[未没]有?领取|返给|(?:陆续|逐步|分批)(?:发放|释放|到账))/,
      /(?:待领取?|待发放?|待收)的?(?:分红)?额度/,
      /额度(?:余额|提现|变现|到账|入账|抵现|等于|相当于|(?:就|也)?是(?:您的|你的)?(?:钱|现金))/,
    ],
  },
];

/**
 * What denies a phrase when it stands directly before it: a negation, then nothing but the words between.
 * "Not just", "why not" and 不仅 deny nothing, for "just", "why" and 仅 are not listed.
 */
export const DENIALS = {
  en: {
    negation:
      /(?<!\b(?:why|if you|not|never|cannot) )\b(?:no|not|never|nor|neither|without|nobody|nothing|cannot|(?:do|does|did|is|are|was|were|wo|ca|would|must)n't|can't|won't)/,
    between:
      /a|an|any|the|be|been|being|is|are|was|it|that|you|we|they|there|here|of|to|ever|kind|form|sort|promis(?:es?|ed|ing)|guarantees?|means?|impl(?:y|ies)|suggests?|says?|said|claims?|calls?|called|money/,
    connector: /,? ?(?:or|nor)/,
  },
  zh: {
    negation:
      /(?<!(?:不|没|没有|无|莫|未)(?:得|会|能|有|可|是|应|该)?)(?<!除|莫)(?:不|并非|绝非|而非|非|没有|没|无|未|勿|禁止|严禁|拒绝|杜绝)/,
    between:
      /承诺|保证|担保|构成|代表|意味着?|等同?于|等|是|属于|视为|视作|当作|提供|存在|有|作|做|任何|一种|形式|的|对|会|能|可|得|应|以|使用|出现|说|称|写|叫|宣称|宣传|暗示|将|其|它|您|你|给|用于|作为|为|所谓/,
    connector: /、|或者?|和|与|及|也不/,
  },
} as const;

/** Where quota shown as an amount must say in the same text that it is a cap. */
export const QUOTA_SHOWN = /^(shop|mall\/mails)\/|^mall\/src\/messages-[^/]*\.ts$/;
const NAMED = "(?:额度|\\bquotas?\\b)";
const IN_ONE_CLAUSE = `[^.!?;,。${BREAK}]{0,24}`;
/** Quota, and beside it what is filled in. */
export const QUOTA = new RegExp(
  `${NAMED}${IN_ONE_CLAUSE}${HOLE}|${HOLE}${IN_ONE_CLAUSE}${NAMED}`,
  "i",
);
export const CAP =
  /上限|最多|至多|不超过|\bcap(?:s|ped)?\b|\bat most\b|\bthe most\b|\bup to\b|\bno more than\b/i;

export type Exception = {
  readonly file: string;
  /** The very words of the text, the phrase among them. */
  readonly words: string;
  readonly reason: string;
};
/** The only places where a phrase may stand all the same. One that covers nothing fails the check. */
export const EXCEPTIONS: readonly Exception[] = [];

/** Traditional characters of the patterns, and what they are read as. */
export const TRADITIONAL =
  "證证擔担許许諾诺獲获還还價价淨净穩稳確确環环醫医單单頁页漲涨會会級级別别貶贬週周邊边續续風风險险沒没虧亏絕绝對对萬万無无費费領领撿捡錢钱現现額额購购買买賺赚贏赢動动業业財财務务" +
  "發发創创寶宝倉仓幾几數数報报潤润豐丰觀观資资產产處处項项與与團团隊队獎奖員员線线僅仅歷历機机過过後后搶抢國国協协專专規规權权認认書书應应該该從从來来實实爲为為为種种稱称說说寫写" +
  "給给開开優优異异進进場场貼贴聯联裡里裏里這这個个們们讓让變变長长東东見见間间鏈链層层託托傭佣擁拥産产紅红賣卖幣币礦矿將将掙挣滾滚債债養养錯错緩缓";
