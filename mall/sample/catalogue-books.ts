/**
 * Books and paper of the sample mall.
 */
import { RETURN_DAYS, type SampleProduct } from "./goods.ts";

export const BOOK_PRODUCTS: readonly SampleProduct[] = [
  {
    slug: "classic-of-tea",
    category: "books",
    name: { zh: "《茶经》图注本", en: "The Classic of Tea, illustrated" },
    description: {
      zh: "陆羽原文配白话和器物线图，读完再看手里的茶碗，会多看两眼。布面精装。",
      en: "Lu Yu’s text with a plain rendering beside it and drawings of every tool he names. You will look twice at your own bowl afterwards. Bound in cloth.",
    },
    returnDays: RETURN_DAYS,
    picture: "classic-of-tea.svg",
    variants: [{ sku: "BOO-CT-01", priceMinor: 5800, stock: 30 }],
  },
  {
    slug: "dream-of-the-red-chamber",
    category: "books",
    name: { zh: "《红楼梦》校注本 上下册", en: "Dream of the Red Chamber, two volumes" },
    description: {
      zh: "繁简对照的校注本，附人物表和园子的平面图。首印已经售完，正在加印。",
      en: "An annotated text in two volumes, with a table of the characters and a plan of the garden. The first printing has sold out and the next is on the press.",
    },
    returnDays: RETURN_DAYS,
    picture: "dream-of-the-red-chamber.svg",
    variants: [{ sku: "BOO-RC-02", priceMinor: 12800, stock: 0 }],
  },
  {
    slug: "mountains-and-seas",
    category: "books",
    name: { zh: "《山海经》彩绘本", en: "The Classic of Mountains and Seas, in colour" },
    description: {
      zh: "二百余幅彩绘，山一程，海一程，怪兽都有了模样。大开本，适合摊在地板上看。",
      en: "More than two hundred paintings: a stretch of mountains, a stretch of sea, and a face for every beast. A large format, best spread out on the floor.",
    },
    returnDays: RETURN_DAYS,
    picture: "mountains-and-seas.svg",
    variants: [{ sku: "BOO-MS-01", priceMinor: 9800, stock: 20 }],
  },
  {
    slug: "home-cooking",
    category: "books",
    name: { zh: "《寻常一桌菜》", en: "A Table of Home Cooking" },
    description: {
      zh: "一百二十道家常菜，用料按两个人算，步骤写到火候。油渍多的那一页，就是最爱的那道。",
      en: "A hundred and twenty dishes measured for two, with every step down to the flame. The page with the most stains will be your favourite.",
    },
    returnDays: RETURN_DAYS,
    picture: "home-cooking.svg",
    variants: [{ sku: "BOO-HC-01", priceMinor: 4900, stock: 36 }],
  },
  {
    slug: "flora-of-the-path",
    category: "books",
    name: { zh: "《路边草木图谱》", en: "Plants of the Wayside" },
    description: {
      zh: "四季路边常见的一百种草木，手绘配短文。带着它散步，会走得慢一些。",
      en: "A hundred plants one meets by the road, drawn by hand with a short text for each. Take it along and your walk will become slower.",
    },
    returnDays: RETURN_DAYS,
    picture: "flora-of-the-path.svg",
    variants: [{ sku: "BOO-FL-01", priceMinor: 6800, stock: 24 }],
  },
  {
    slug: "the-rabbit-and-the-moon",
    category: "books",
    name: { zh: "《小兔和月亮》绘本", en: "The Rabbit and the Moon, a picture book" },
    description: {
      zh: "小兔想知道月亮去了哪里，于是走了一夜。厚纸圆角，适合睡前一起读。",
      en: "A small rabbit wonders where the moon has gone and walks all night to find out. Thick pages and round corners, for reading together at bedtime.",
    },
    returnDays: RETURN_DAYS,
    picture: "the-rabbit-and-the-moon.svg",
    variants: [{ sku: "BOO-RM-01", priceMinor: 3680, stock: 40 }],
  },
  {
    slug: "traveller-notebook",
    category: "books",
    name: { zh: "旅行手账本", en: "Traveller’s notebook" },
    description: {
      zh: "可平摊的锁线装订，纸厚不透墨，松紧带合得住票根和树叶。图中钢笔不含在内。",
      en: "Sewn so that it lies flat, with paper that ink does not pass through and a band to keep in tickets and leaves. The pen in the picture is not included.",
    },
    returnDays: RETURN_DAYS,
    picture: "traveller-notebook.svg",
    optionGroup: { zh: "颜色", en: "Colour" },
    variants: [
      { sku: "BOO-NB-BR", option: { zh: "赭石", en: "Ochre" }, priceMinor: 4500, stock: 25 },
      { sku: "BOO-NB-BL", option: { zh: "湖蓝", en: "Lake blue" }, priceMinor: 4500, stock: 25 },
    ],
  },
  {
    slug: "three-hundred-tang-poems",
    category: "books",
    name: { zh: "《唐诗三百首》线装本", en: "Three Hundred Tang Poems, thread-bound" },
    description: {
      zh: "宣纸竖排，蓝布封面，六眼线装，两册一函。翻起来有声音，像翻旧时光。",
      en: "Set in columns on xuan paper, with blue cloth covers sewn through six holes; two volumes to a case. The pages rustle as old books do.",
    },
    returnDays: RETURN_DAYS,
    picture: "three-hundred-tang-poems.svg",
    variants: [{ sku: "BOO-TP-02", priceMinor: 16800, stock: 8 }],
  },
];
