/**
 * Tea and teaware of the sample mall.
 */
import { RETURN_DAYS, type SampleProduct } from "./goods.ts";

export const TEA_PRODUCTS: readonly SampleProduct[] = [
  {
    slug: "longjing-green-tea",
    category: "tea",
    name: { zh: "明前龙井 绿茶", en: "Longjing green tea, before Qingming" },
    description: {
      zh: "清明前采的一芽一叶，铁锅手炒，叶片扁平。豆香清楚，回味带一点甜。罐装避光，开罐后尽快喝完。",
      en: "One bud and one leaf, picked before Qingming and pan-fired by hand until they lie flat. It smells of fresh chestnuts and ends a little sweet. Keep the tin closed and drink it young.",
    },
    returnDays: RETURN_DAYS,
    picture: "longjing-green-tea.svg",
    optionGroup: { zh: "净含量", en: "Net weight" },
    variants: [
      { sku: "TEA-LJ-050", option: { zh: "50 克", en: "50 g" }, priceMinor: 9800, stock: 30 },
      { sku: "TEA-LJ-125", option: { zh: "125 克", en: "125 g" }, priceMinor: 21800, stock: 24 },
      { sku: "TEA-LJ-250", option: { zh: "250 克", en: "250 g" }, priceMinor: 39800, stock: 12 },
    ],
  },
  {
    slug: "tieguanyin-oolong",
    category: "tea",
    name: { zh: "安溪铁观音 清香型", en: "Anxi Tieguanyin oolong, light roast" },
    description: {
      zh: "球形的叶子遇水慢慢舒展，兰花香，茶汤明亮。七克一小包，出门带几包也方便。",
      en: "Tight little balls that open slowly into a bright cup with the scent of orchids. Packed in sachets of seven grams, a pot each.",
    },
    returnDays: RETURN_DAYS,
    picture: "tieguanyin-oolong.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      {
        sku: "TEA-TG-18",
        option: { zh: "18 小包", en: "18 sachets" },
        priceMinor: 12800,
        stock: 25,
      },
      {
        sku: "TEA-TG-36",
        option: { zh: "36 小包", en: "36 sachets" },
        priceMinor: 23800,
        stock: 14,
      },
    ],
  },
  {
    slug: "puer-tea-cake",
    category: "tea",
    name: { zh: "云南普洱熟茶饼 357 克", en: "Yunnan ripe pu’er cake, 357 g" },
    description: {
      zh: "勐海料，三年陈，棉纸包。汤色红浓，口感厚而不涩，一块能喝很久。",
      en: "Leaf from Menghai, aged three years and wrapped in cotton paper. The cup is deep red, thick and smooth, and one cake lasts for many evenings.",
    },
    returnDays: RETURN_DAYS,
    picture: "puer-tea-cake.svg",
    variants: [{ sku: "TEA-PE-357", priceMinor: 15800, stock: 22 }],
  },
  {
    slug: "fuding-white-tea",
    category: "tea",
    name: { zh: "福鼎白茶 寿眉", en: "Fuding white tea, Shou Mei" },
    description: {
      zh: "只晒不炒，叶子留着银毫。可以泡，也可以小火慢煮，枣香会慢慢出来。",
      en: "Dried in the sun and never fired, so the silver down stays on the leaf. Steep it, or simmer it gently until it smells of dates.",
    },
    returnDays: RETURN_DAYS,
    picture: "fuding-white-tea.svg",
    optionGroup: { zh: "净含量", en: "Net weight" },
    variants: [
      { sku: "TEA-BC-100", option: { zh: "100 克", en: "100 g" }, priceMinor: 7800, stock: 26 },
      { sku: "TEA-BC-300", option: { zh: "300 克", en: "300 g" }, priceMinor: 19800, stock: 12 },
    ],
  },
  {
    slug: "jasmine-tea",
    category: "tea",
    name: { zh: "茉莉花茶 七窨", en: "Jasmine tea, scented seven times" },
    description: {
      zh: "用横县夏夜开的茉莉窨了七遍，香气在茶里，不在表面。冷泡也好喝。",
      en: "Laid with jasmine from Hengxian on seven summer nights, so that the scent is in the leaf and not on it. Good cold as well.",
    },
    returnDays: RETURN_DAYS,
    picture: "jasmine-tea.svg",
    optionGroup: { zh: "净含量", en: "Net weight" },
    variants: [
      { sku: "TEA-MO-100", option: { zh: "100 克", en: "100 g" }, priceMinor: 5900, stock: 30 },
      { sku: "TEA-MO-250", option: { zh: "250 克", en: "250 g" }, priceMinor: 12900, stock: 16 },
    ],
  },
  {
    slug: "mandarin-puer",
    category: "tea",
    name: { zh: "小青柑普洱", en: "Pu’er in green mandarins" },
    description: {
      zh: "新会小青柑掏空，填入熟普，一颗正好一壶。柑皮清香，茶汤温润，煮到第十泡还有味道。",
      en: "Small green mandarins from Xinhui, hollowed out and filled with ripe pu’er: one fruit makes one pot. The peel is bright, the tea is round, and the tenth cup still has something to say.",
    },
    returnDays: RETURN_DAYS,
    picture: "mandarin-puer.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "TEA-QG-08", option: { zh: "8 颗装", en: "Box of 8" }, priceMinor: 4900, stock: 30 },
      {
        sku: "TEA-QG-20",
        option: { zh: "20 颗装", en: "Box of 20" },
        priceMinor: 10800,
        stock: 15,
      },
    ],
  },
  {
    slug: "zisha-teapot",
    category: "tea",
    name: { zh: "宜兴紫砂壶 西施", en: "Yixing clay teapot, Xishi shape" },
    description: {
      zh: "原矿底槽清泥，全手工，出水顺，断水利落。每把壶的颜色略有差别，数量不多。",
      en: "Made by hand from Yixing clay, with a clean pour that stops without a drip. The colour differs a little from pot to pot, and there are only a few.",
    },
    returnDays: RETURN_DAYS,
    picture: "zisha-teapot.svg",
    optionGroup: { zh: "容量", en: "Volume" },
    variants: [
      { sku: "TEA-ZS-160", option: { zh: "160 毫升", en: "160 ml" }, priceMinor: 88000, stock: 4 },
      { sku: "TEA-ZS-240", option: { zh: "240 毫升", en: "240 ml" }, priceMinor: 128000, stock: 3 },
    ],
  },
  {
    slug: "celadon-gaiwan-set",
    category: "tea",
    name: { zh: "龙泉青瓷盖碗套组", en: "Longquan celadon gaiwan set" },
    description: {
      zh: "一只盖碗配两只小杯，梅子青釉，薄处透光。收在布盒里，适合自用，也适合送人。",
      en: "A lidded bowl and two small cups in a plum-green glaze that lets the light through where it is thin. It comes in a cloth box, for yourself or for a friend.",
    },
    returnDays: RETURN_DAYS,
    picture: "celadon-gaiwan-set.svg",
    variants: [{ sku: "TEA-GW-SET", priceMinor: 26800, stock: 6 }],
  },
];
