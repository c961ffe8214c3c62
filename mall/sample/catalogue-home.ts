/**
 * Things for the home of the sample mall.
 */
import { RETURN_DAYS, type SampleProduct } from "./goods.ts";

export const HOME_PRODUCTS: readonly SampleProduct[] = [
  {
    slug: "wool-throw-blanket",
    category: "home",
    name: { zh: "格纹羊毛盖毯", en: "Checked wool throw" },
    description: {
      zh: "纯羊毛，手感厚实，边上留着流苏。沙发上盖腿，床尾搭着也好看。请干洗或冷水手洗。",
      en: "Pure wool with a good weight and a fringe. Over your knees on the sofa or across the end of the bed. Dry-clean it, or wash it by hand in cold water.",
    },
    returnDays: RETURN_DAYS,
    picture: "wool-throw-blanket.svg",
    optionGroup: { zh: "尺寸", en: "Size" },
    variants: [
      {
        sku: "HOM-BL-130",
        option: { zh: "130 × 170 厘米", en: "130 × 170 cm" },
        priceMinor: 39900,
        stock: 12,
      },
      {
        sku: "HOM-BL-200",
        option: { zh: "200 × 230 厘米", en: "200 × 230 cm" },
        priceMinor: 69900,
        stock: 3,
      },
    ],
  },
  {
    slug: "zhangqiu-iron-wok",
    category: "home",
    name: { zh: "章丘手工铁锅", en: "Hand-hammered iron wok from Zhangqiu" },
    description: {
      zh: "一锤一锤敲出来的熟铁锅，没有涂层，锅壁留着锤印。第一次用请按说明开锅，越用越顺手。",
      en: "Beaten out of wrought iron blow by blow, without any coating; you can see the marks of the hammer. Season it once as described, and it will get better with every meal.",
    },
    returnDays: RETURN_DAYS,
    picture: "zhangqiu-iron-wok.svg",
    optionGroup: { zh: "尺寸", en: "Size" },
    variants: [
      {
        sku: "HOM-WK-30",
        option: { zh: "直径 30 厘米", en: "30 cm" },
        priceMinor: 26900,
        stock: 10,
      },
      {
        sku: "HOM-WK-34",
        option: { zh: "直径 34 厘米", en: "34 cm" },
        priceMinor: 32900,
        stock: 7,
      },
    ],
  },
  {
    slug: "bamboo-cutting-board",
    category: "home",
    name: { zh: "整竹砧板", en: "Bamboo cutting board" },
    description: {
      zh: "五年生楠竹压制，两面可用，顶上留了提手。用完擦干立着放。图中菜刀不含在内。",
      en: "Pressed from bamboo five years old, to be used on both sides, with a grip at the top. Wipe it dry and stand it up. The knife in the picture is not included.",
    },
    returnDays: RETURN_DAYS,
    picture: "bamboo-cutting-board.svg",
    optionGroup: { zh: "尺寸", en: "Size" },
    variants: [
      {
        sku: "HOM-CB-36",
        option: { zh: "36 × 24 厘米", en: "36 × 24 cm" },
        priceMinor: 5900,
        stock: 30,
      },
      {
        sku: "HOM-CB-44",
        option: { zh: "44 × 30 厘米", en: "44 × 30 cm" },
        priceMinor: 8900,
        stock: 18,
      },
    ],
  },
  {
    slug: "celadon-table-lamp",
    category: "home",
    name: { zh: "青釉葫芦台灯", en: "Gourd-shaped table lamp" },
    description: {
      zh: "青釉灯座，布褶灯罩，拉绳开关。光色偏暖，适合床头和书桌一角。不含灯泡，E27 灯头。",
      en: "A glazed base, a pleated shade and a cord to pull. The light is warm, right for a bedside or the corner of a desk. It takes an E27 bulb, which is not included.",
    },
    returnDays: RETURN_DAYS,
    picture: "celadon-table-lamp.svg",
    variants: [{ sku: "HOM-LA-01", priceMinor: 39900, stock: 5 }],
  },
  {
    slug: "blue-white-vase",
    category: "home",
    name: { zh: "景德镇青花瓶", en: "Blue-and-white vase from Jingdezhen" },
    description: {
      zh: "手绘缠枝花，一笔一笔，没有两只完全一样。插一枝梅就够了。",
      en: "A scroll of flowers painted by hand, so that no two are quite alike. A single branch of plum is enough.",
    },
    returnDays: RETURN_DAYS,
    picture: "blue-white-vase.svg",
    optionGroup: { zh: "尺寸", en: "Size" },
    variants: [
      {
        sku: "HOM-VA-22",
        option: { zh: "高 22 厘米", en: "22 cm tall" },
        priceMinor: 18800,
        stock: 10,
      },
      {
        sku: "HOM-VA-30",
        option: { zh: "高 30 厘米", en: "30 cm tall" },
        priceMinor: 29800,
        stock: 6,
      },
    ],
  },
  {
    slug: "linen-cushion",
    category: "home",
    name: { zh: "亚麻抱枕", en: "Linen cushion" },
    description: {
      zh: "水洗亚麻外套，四角流苏，洗过几次更柔软。套子可拆，填充物可单独晾晒。",
      en: "A cover of washed linen with a tassel at each corner; it softens as you wash it. The cover comes off, and the filling can be aired by itself.",
    },
    returnDays: RETURN_DAYS,
    picture: "linen-cushion.svg",
    optionGroup: { zh: "颜色", en: "Colour" },
    variants: [
      { sku: "HOM-CU-TE", option: { zh: "陶土红", en: "Terracotta" }, priceMinor: 8900, stock: 24 },
      { sku: "HOM-CU-BL", option: { zh: "雾蓝", en: "Mist blue" }, priceMinor: 8900, stock: 24 },
    ],
  },
  {
    slug: "rain-sun-umbrella",
    category: "home",
    name: { zh: "晴雨两用长柄伞", en: "Long umbrella for rain and sun" },
    description: {
      zh: "八骨，伞面印小花，木柄握着踏实。下雨不滴里衬，晴天能遮阳。",
      en: "Eight ribs, small blossoms on the canopy and a wooden handle with a firm grip. Made for a wet morning and a bright afternoon alike.",
    },
    returnDays: RETURN_DAYS,
    picture: "rain-sun-umbrella.svg",
    optionGroup: { zh: "颜色", en: "Colour" },
    variants: [
      { sku: "HOM-UM-NA", option: { zh: "藏青", en: "Navy" }, priceMinor: 12900, stock: 20 },
      { sku: "HOM-UM-GR", option: { zh: "墨绿", en: "Dark green" }, priceMinor: 12900, stock: 16 },
    ],
  },
  {
    slug: "rattan-basket",
    category: "home",
    name: { zh: "手编藤篮", en: "Hand-woven rattan basket" },
    description: {
      zh: "老师傅一天编一只，篮口结实，能放毛线、报纸和零碎。每只的花纹略有不同。",
      en: "An old hand weaves one of these a day. The rim is sturdy, and it holds wool, newspapers and odds and ends. The pattern differs a little from one to the next.",
    },
    returnDays: RETURN_DAYS,
    picture: "rattan-basket.svg",
    optionGroup: { zh: "尺寸", en: "Size" },
    variants: [
      { sku: "HOM-BA-M", option: { zh: "中号", en: "Medium" }, priceMinor: 9900, stock: 14 },
      { sku: "HOM-BA-L", option: { zh: "大号", en: "Large" }, priceMinor: 14900, stock: 8 },
    ],
  },
];
