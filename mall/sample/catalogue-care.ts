/**
 * Bath and care goods of the sample mall.
 */
import { RETURN_DAYS, type SampleProduct } from "./goods.ts";

export const CARE_PRODUCTS: readonly SampleProduct[] = [
  {
    slug: "camellia-soap",
    category: "care",
    name: { zh: "山茶油手工皂 100 克", en: "Camellia oil soap, 100 g" },
    description: {
      zh: "冷制皂，晾足四十天再出货。泡沫细，香气淡，放在皂托上沥干更耐用。",
      en: "Made cold and left to dry for forty days. The lather is fine and the scent is faint; let it drain between washes and it will last longer.",
    },
    returnDays: RETURN_DAYS,
    picture: "camellia-soap.svg",
    optionGroup: { zh: "香型", en: "Scent" },
    variants: [
      { sku: "CAR-SO-TE", option: { zh: "绿茶", en: "Green tea" }, priceMinor: 2900, stock: 50 },
      { sku: "CAR-SO-OS", option: { zh: "桂花", en: "Osmanthus" }, priceMinor: 2900, stock: 50 },
    ],
  },
  {
    slug: "tea-seed-shampoo",
    category: "care",
    name: { zh: "茶籽洗发水", en: "Tea seed shampoo" },
    description: {
      zh: "用茶籽做清洁，泡沫不多，冲水很快。按压瓶可以买补充装续用。",
      en: "Washes with tea seed: a modest lather that rinses out quickly. Keep the bottle and refill it from the pouch.",
    },
    returnDays: RETURN_DAYS,
    picture: "tea-seed-shampoo.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      {
        sku: "CAR-SH-500",
        option: { zh: "500 毫升 瓶装", en: "500 ml bottle" },
        priceMinor: 6900,
        stock: 30,
      },
      {
        sku: "CAR-SH-RE",
        option: { zh: "500 毫升 补充装", en: "500 ml refill" },
        priceMinor: 4900,
        stock: 30,
      },
    ],
  },
  {
    slug: "hand-cream",
    category: "care",
    name: { zh: "护手霜 50 毫升", en: "Hand cream, 50 ml" },
    description: {
      zh: "质地轻，抹开不黏，小管放得进口袋。三种香气，都不浓。",
      en: "Light in texture, not sticky, and small enough for a pocket. Three scents, none of them loud.",
    },
    returnDays: RETURN_DAYS,
    picture: "hand-cream.svg",
    optionGroup: { zh: "香型", en: "Scent" },
    variants: [
      { sku: "CAR-HC-RO", option: { zh: "玫瑰", en: "Rose" }, priceMinor: 3900, stock: 30 },
      { sku: "CAR-HC-SA", option: { zh: "鼠尾草", en: "Sage" }, priceMinor: 3900, stock: 30 },
      { sku: "CAR-HC-CI", option: { zh: "柑橘", en: "Citrus" }, priceMinor: 3900, stock: 30 },
    ],
  },
  {
    slug: "camellia-face-cream",
    category: "care",
    name: { zh: "山茶面霜 50 克", en: "Camellia face cream, 50 g" },
    description: {
      zh: "膏体绵密，取豆粒大小就够一次。玻璃罐装，附小勺。",
      en: "A dense cream: a dab the size of a pea is enough. It comes in a glass jar with a small spoon.",
    },
    returnDays: RETURN_DAYS,
    picture: "camellia-face-cream.svg",
    variants: [{ sku: "CAR-FC-50", priceMinor: 23800, stock: 14 }],
  },
  {
    slug: "rose-water",
    category: "care",
    name: { zh: "平阴玫瑰纯露 200 毫升", en: "Rose water from Pingyin, 200 ml" },
    description: {
      zh: "清晨采的重瓣玫瑰，一次蒸馏，只有花和水。喷头细雾，夏天放冰箱里更清爽。",
      en: "Double roses gathered in the early morning and distilled once: flowers and water, nothing else. The spray is fine, and on a hot day it likes to stand in the fridge.",
    },
    returnDays: RETURN_DAYS,
    picture: "rose-water.svg",
    variants: [{ sku: "CAR-RW-200", priceMinor: 8900, stock: 22 }],
  },
  {
    slug: "sandalwood-comb",
    category: "care",
    name: { zh: "绿檀木梳", en: "Verawood comb" },
    description: {
      zh: "整木雕成，齿尖打磨圆润，梳背刻一朵花。木头自带淡香，不要泡水。",
      en: "Cut from a single piece, with rounded teeth and a flower carved into the back. The wood has a faint scent of its own; keep it out of water.",
    },
    returnDays: RETURN_DAYS,
    picture: "sandalwood-comb.svg",
    variants: [{ sku: "CAR-CO-01", priceMinor: 7900, stock: 20 }],
  },
  {
    slug: "cotton-towels",
    category: "care",
    name: { zh: "新疆长绒棉毛巾", en: "Long-staple cotton towels" },
    description: {
      zh: "纱线不加捻，毛圈松软，吸水快。第一次用前先过一遍清水。",
      en: "Woven from yarn without a twist, so the loops are soft and drink quickly. Rinse them once before the first use.",
    },
    returnDays: RETURN_DAYS,
    picture: "cotton-towels.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      {
        sku: "CAR-TO-03",
        option: { zh: "毛巾 3 条", en: "3 hand towels" },
        priceMinor: 6900,
        stock: 24,
      },
      {
        sku: "CAR-TO-BA",
        option: { zh: "浴巾 1 条", en: "1 bath towel" },
        priceMinor: 9900,
        stock: 16,
      },
    ],
  },
  {
    slug: "bamboo-toothbrush",
    category: "care",
    name: { zh: "竹柄牙刷", en: "Bamboo toothbrush" },
    description: {
      zh: "竹柄打磨光滑，刷毛细软。三种颜色，一家人不会拿错。",
      en: "A smooth bamboo handle and fine, soft bristles. Three colours, so that nobody at home takes the wrong one.",
    },
    returnDays: RETURN_DAYS,
    picture: "bamboo-toothbrush.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "CAR-TB-01", option: { zh: "单支", en: "Single" }, priceMinor: 990, stock: 80 },
      { sku: "CAR-TB-03", option: { zh: "3 支装", en: "Set of 3" }, priceMinor: 2590, stock: 40 },
    ],
  },
];
