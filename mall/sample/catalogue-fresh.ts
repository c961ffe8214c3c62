/**
 * Fresh food of the sample mall: what cannot come back, and so counts as soon as it is delivered.
 */
import { type SampleProduct } from "./goods.ts";

export const FRESH_PRODUCTS: readonly SampleProduct[] = [
  {
    slug: "yangshan-peaches",
    category: "fresh",
    name: { zh: "阳山水蜜桃", en: "Yangshan honey peaches" },
    description: {
      zh: "清早下树，单果网套，当天发货。放软了再吃，皮一撕就下来，记得备好纸巾。",
      en: "Picked at dawn, wrapped one by one and sent the same day. Wait until they give a little, peel the skin off with your fingers, and keep a napkin near.",
    },
    returnDays: 0,
    picture: "yangshan-peaches.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "FRE-PE-06", option: { zh: "6 只装", en: "Box of 6" }, priceMinor: 6800, stock: 40 },
      {
        sku: "FRE-PE-12",
        option: { zh: "12 只装", en: "Box of 12" },
        priceMinor: 12800,
        stock: 24,
      },
    ],
  },
  {
    slug: "zhouzhi-kiwifruit",
    category: "fresh",
    name: { zh: "周至翠香猕猴桃", en: "Cuixiang kiwifruit from Zhouzhi" },
    description: {
      zh: "果肉翠绿，酸甜平衡。收到时偏硬，常温放三五天，捏着微软就可以挖着吃。",
      en: "Bright green inside and balanced between sweet and sharp. They travel firm; give them three to five days on the table and eat them with a spoon.",
    },
    returnDays: 0,
    picture: "zhouzhi-kiwifruit.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "FRE-KI-12", option: { zh: "12 只装", en: "Box of 12" }, priceMinor: 3990, stock: 40 },
      { sku: "FRE-KI-24", option: { zh: "24 只装", en: "Box of 24" }, priceMinor: 7290, stock: 20 },
    ],
  },
  {
    slug: "farm-eggs",
    category: "fresh",
    name: { zh: "林下散养鸡蛋", en: "Eggs from hens kept in the woods" },
    description: {
      zh: "母鸡在林子里走动觅食，蛋个头不大，蛋黄颜色深。纸浆托装，破一补一。",
      en: "The hens walk and scratch under the trees; the eggs are not large and the yolks are deep in colour. They travel in pulp trays, and we replace each one that breaks.",
    },
    returnDays: 0,
    picture: "farm-eggs.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "FRE-EG-20", option: { zh: "20 枚", en: "20 eggs" }, priceMinor: 3280, stock: 60 },
      { sku: "FRE-EG-40", option: { zh: "40 枚", en: "40 eggs" }, priceMinor: 5980, stock: 30 },
    ],
  },
  {
    slug: "hairy-crab",
    category: "fresh",
    name: { zh: "固城湖大闸蟹 鲜活", en: "Hairy crabs from Lake Gucheng, live" },
    description: {
      zh: "秋天的头一网，草绳扎好，冷链活体发货。上锅蒸十五分钟，配姜醋就够了。",
      en: "The first catch of the autumn, tied with straw and sent alive in cold boxes. Steam them for fifteen minutes; ginger and vinegar are all they need.",
    },
    returnDays: 0,
    picture: "hairy-crab.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "FRE-CR-04", option: { zh: "4 只装", en: "Box of 4" }, priceMinor: 16800, stock: 14 },
      { sku: "FRE-CR-08", option: { zh: "8 只装", en: "Box of 8" }, priceMinor: 31800, stock: 8 },
    ],
  },
  {
    slug: "honghu-lotus-root",
    category: "fresh",
    name: { zh: "洪湖粉藕", en: "Lotus root from Honghu" },
    description: {
      zh: "刚出塘的七孔粉藕，带泥发货，留得住水分。炖汤粉糯，切薄片凉拌则清脆。",
      en: "Straight from the pond and sent with the mud on, which keeps it juicy. Soft and floury in a soup, crisp when sliced thin for a salad.",
    },
    returnDays: 0,
    picture: "honghu-lotus-root.svg",
    optionGroup: { zh: "净含量", en: "Net weight" },
    variants: [
      { sku: "FRE-LR-2K", option: { zh: "2 公斤", en: "2 kg" }, priceMinor: 2690, stock: 40 },
    ],
  },
  {
    slug: "shiitake-mushrooms",
    category: "fresh",
    name: { zh: "椴木鲜香菇", en: "Shiitake grown on oak logs" },
    description: {
      zh: "椴木上慢慢长大的香菇，菌盖厚，裂纹自然。炒、炖、烤都香。",
      en: "Grown slowly on logs, with thick caps that crack by themselves. Good in the wok, in a stew or over a flame.",
    },
    returnDays: 0,
    picture: "shiitake-mushrooms.svg",
    optionGroup: { zh: "净含量", en: "Net weight" },
    variants: [
      { sku: "FRE-SH-500", option: { zh: "500 克", en: "500 g" }, priceMinor: 1990, stock: 50 },
      { sku: "FRE-SH-1K", option: { zh: "1 公斤", en: "1 kg" }, priceMinor: 3690, stock: 30 },
    ],
  },
  {
    slug: "yunnan-blueberries",
    category: "fresh",
    name: { zh: "云南高原蓝莓", en: "Blueberries from the Yunnan highlands" },
    description: {
      zh: "果粉完整，颗颗结实，一口咬下去有声音。到货后冷藏，三天内吃完最好。",
      en: "Firm berries with the bloom still on them, and a small snap as you bite. Keep them cool and eat them within three days.",
    },
    returnDays: 0,
    picture: "yunnan-blueberries.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      {
        sku: "FRE-BB-4",
        option: { zh: "125 克 × 4 盒", en: "4 boxes of 125 g" },
        priceMinor: 4590,
        stock: 40,
      },
    ],
  },
  {
    slug: "handmade-dumplings",
    category: "fresh",
    name: { zh: "手工鲜肉荠菜饺", en: "Dumplings with pork and shepherd’s purse" },
    description: {
      zh: "荠菜现摘现剁，猪前腿肉，皮薄有筋道。冷冻发货，不用解冻，水开下锅煮八分钟。",
      en: "Shepherd’s purse chopped on the day, shoulder of pork and a thin, springy skin. They are sent frozen; drop them into boiling water as they are and wait eight minutes.",
    },
    returnDays: 0,
    picture: "handmade-dumplings.svg",
    optionGroup: { zh: "规格", en: "Pack" },
    variants: [
      { sku: "FRE-DU-30", option: { zh: "30 只", en: "30 pieces" }, priceMinor: 2980, stock: 50 },
      { sku: "FRE-DU-60", option: { zh: "60 只", en: "60 pieces" }, priceMinor: 5580, stock: 25 },
    ],
  },
];
