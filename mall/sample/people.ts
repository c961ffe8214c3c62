/**
 * The people of the sample mall: ten shoppers, some of them brought in by others (at most two levels
 * count), the agents of two regions, and the staff. All of them are invented, and so are their addresses.
 */
import { type Words } from "./goods.ts";

export type SampleAddress = {
  readonly fullName: string;
  readonly province: string;
  readonly city: string;
  readonly streetLine1: string;
  readonly postalCode: string;
  readonly countryCode: "CN";
};

export type SampleShopper = {
  readonly id: string;
  readonly emailAddress: string;
  readonly firstName: Words;
  readonly lastName: Words;
  readonly phone: string;
  readonly address: SampleAddress;
  /** Who brought this shopper in. */
  readonly referrer?: string;
};

export type SampleStaff = {
  readonly identifier: string;
  readonly firstName: Words;
  readonly lastName: Words;
  /** Money leaves the mall only when a maker has asked for it and a checker, another person, agrees. */
  readonly role: "owner" | "maker" | "checker" | "staff" | "auditor";
};

export const SHOPPERS: readonly SampleShopper[] = [
  {
    id: "s1",
    emailAddress: "lin.wanqing@example.com",
    firstName: { zh: "晚晴", en: "Wanqing" },
    lastName: { zh: "林", en: "Lin" },
    phone: "+86 13900001001",
    address: {
      fullName: "林晚晴",
      province: "浙江省",
      city: "杭州市",
      streetLine1: "西湖区文三路示例小区 1 幢 201 室",
      postalCode: "310000",
      countryCode: "CN",
    },
  },
  {
    id: "s2",
    emailAddress: "chen.mo@example.com",
    firstName: { zh: "墨", en: "Mo" },
    lastName: { zh: "陈", en: "Chen" },
    phone: "+86 13900001002",
    address: {
      fullName: "陈墨",
      province: "浙江省",
      city: "宁波市",
      streetLine1: "海曙区药行街示例里 6 号 302 室",
      postalCode: "315000",
      countryCode: "CN",
    },
    referrer: "s1",
  },
  {
    id: "s3",
    emailAddress: "huang.xiaoman@example.com",
    firstName: { zh: "小满", en: "Xiaoman" },
    lastName: { zh: "黄", en: "Huang" },
    phone: "+86 13900001003",
    address: {
      fullName: "黄小满",
      province: "广东省",
      city: "广州市",
      streetLine1: "越秀区东风路示例苑 3 栋 1204 房",
      postalCode: "510000",
      countryCode: "CN",
    },
    referrer: "s1",
  },
  {
    id: "s4",
    emailAddress: "zhou.ziqian@example.com",
    firstName: { zh: "子谦", en: "Ziqian" },
    lastName: { zh: "周", en: "Zhou" },
    phone: "+86 13900001004",
    address: {
      fullName: "周子谦",
      province: "浙江省",
      city: "绍兴市",
      streetLine1: "越城区鲁迅路示例坊 12 号",
      postalCode: "312000",
      countryCode: "CN",
    },
    referrer: "s2",
  },
  {
    id: "s5",
    emailAddress: "he.ruoyu@example.com",
    firstName: { zh: "若雨", en: "Ruoyu" },
    lastName: { zh: "何", en: "He" },
    phone: "+86 13900001005",
    address: {
      fullName: "何若雨",
      province: "四川省",
      city: "成都市",
      streetLine1: "锦江区春熙路示例公寓 8 楼 805 室",
      postalCode: "610000",
      countryCode: "CN",
    },
    referrer: "s2",
  },
  {
    id: "s6",
    emailAddress: "liang.jiahui@example.com",
    firstName: { zh: "嘉慧", en: "Jiahui" },
    lastName: { zh: "梁", en: "Liang" },
    phone: "+86 13900001006",
    address: {
      fullName: "梁嘉慧",
      province: "广东省",
      city: "佛山市",
      streetLine1: "禅城区祖庙路示例花园 2 座 601 房",
      postalCode: "528000",
      countryCode: "CN",
    },
    referrer: "s3",
  },
  {
    id: "s7",
    emailAddress: "tang.yichen@example.com",
    firstName: { zh: "一辰", en: "Yichen" },
    lastName: { zh: "唐", en: "Tang" },
    phone: "+86 13900001007",
    address: {
      fullName: "唐一辰",
      province: "四川省",
      city: "成都市",
      streetLine1: "武侯区人民南路示例院 4 栋 1503 室",
      postalCode: "610000",
      countryCode: "CN",
    },
  },
  {
    id: "s8",
    emailAddress: "luo.sijia@example.com",
    firstName: { zh: "思佳", en: "Sijia" },
    lastName: { zh: "罗", en: "Luo" },
    phone: "+86 13900001008",
    address: {
      fullName: "罗思佳",
      province: "四川省",
      city: "绵阳市",
      streetLine1: "涪城区临园路示例庭 5 栋 402 室",
      postalCode: "621000",
      countryCode: "CN",
    },
    referrer: "s7",
  },
  {
    id: "s9",
    emailAddress: "wu.heping@example.com",
    firstName: { zh: "和平", en: "Heping" },
    lastName: { zh: "吴", en: "Wu" },
    phone: "+86 13900001009",
    address: {
      fullName: "吴和平",
      province: "湖北省",
      city: "武汉市",
      streetLine1: "武昌区中南路示例社区 7 栋 903 室",
      postalCode: "430000",
      countryCode: "CN",
    },
    referrer: "s8",
  },
  {
    id: "s10",
    emailAddress: "song.zhiyuan@example.com",
    firstName: { zh: "知远", en: "Zhiyuan" },
    lastName: { zh: "宋", en: "Song" },
    phone: "+86 13900001010",
    address: {
      fullName: "宋知远",
      province: "湖北省",
      city: "宜昌市",
      streetLine1: "西陵区沿江大道示例园 9 栋 1101 室",
      postalCode: "443000",
      countryCode: "CN",
    },
  },
];

/** The shoppers appointed as agents: whose province an order ships to. */
export const AGENTS: readonly { readonly province: string; readonly shopper: string }[] = [
  { province: "浙江省", shopper: "s1" },
  { province: "四川省", shopper: "s7" },
];

export const STAFF: readonly SampleStaff[] = [
  {
    identifier: "owner@example.com",
    firstName: { zh: "景行", en: "Jingxing" },
    lastName: { zh: "沈", en: "Shen" },
    role: "owner",
  },
  {
    identifier: "finance.maker@example.com",
    firstName: { zh: "思敏", en: "Simin" },
    lastName: { zh: "许", en: "Xu" },
    role: "maker",
  },
  {
    identifier: "finance.checker@example.com",
    firstName: { zh: "立言", en: "Liyan" },
    lastName: { zh: "郑", en: "Zheng" },
    role: "checker",
  },
  {
    identifier: "shop@example.com",
    firstName: { zh: "小禾", en: "Xiaohe" },
    lastName: { zh: "叶", en: "Ye" },
    role: "staff",
  },
  {
    identifier: "auditor@example.com",
    firstName: { zh: "明远", en: "Mingyuan" },
    lastName: { zh: "顾", en: "Gu" },
    role: "auditor",
  },
];
