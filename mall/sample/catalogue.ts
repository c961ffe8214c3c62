/**
 * The catalogue of the sample mall: forty products in five categories, eight of each.
 */
import { BOOK_PRODUCTS } from "./catalogue-books.ts";
import { CARE_PRODUCTS } from "./catalogue-care.ts";
import { FRESH_PRODUCTS } from "./catalogue-fresh.ts";
import { HOME_PRODUCTS } from "./catalogue-home.ts";
import { TEA_PRODUCTS } from "./catalogue-tea.ts";
import { type SampleCategory, type SampleProduct } from "./goods.ts";

export type { SampleCategory, SampleProduct, SampleVariant, Words } from "./goods.ts";

/** The name of the mall, and its mark in the folder `pictures`. */
export const MALL = { name: { zh: "同享", en: "Tongxiang Mall" }, logo: "logo.svg" } as const;

/** The categories in the order of the shop's menu; each has a picture `category-<code>.svg`. */
export const CATEGORIES: readonly SampleCategory[] = [
  {
    code: "tea",
    name: { zh: "茶与茶器", en: "Tea and teaware" },
    description: {
      zh: "从山头到茶杯：当季的叶子，和泡它的壶与碗。",
      en: "From the hillside to the cup: leaves of the season, and the pots and bowls to brew them in.",
    },
  },
  {
    code: "fresh",
    name: { zh: "时令生鲜", en: "Fresh food" },
    description: {
      zh: "当天采、当天发的果蔬与点心。鲜活易腐，不支持无理由退货；到货有损，当天告诉我们。",
      en: "Fruit, vegetables and dumplings sent the day they are picked or made. Fresh food cannot come back for a change of mind; if something arrives damaged, tell us the same day.",
    },
  },
  {
    code: "home",
    name: { zh: "居家好物", en: "For the home" },
    description: {
      zh: "用得久、看着舒服的日常器物：铁锅、毯子、灯和一把好伞。",
      en: "Everyday things that last and are good to look at: a wok, a blanket, a lamp and a proper umbrella.",
    },
  },
  {
    code: "care",
    name: { zh: "洗护", en: "Bath and care" },
    description: {
      zh: "清淡的香气、简单的配方，还有摸得到的好棉和好木头。",
      en: "Quiet scents and short lists of ingredients, with cotton and wood you can feel.",
    },
  },
  {
    code: "books",
    name: { zh: "书与文具", en: "Books and paper" },
    description: {
      zh: "案头和枕边的书，以及一本等你写满的手账。",
      en: "Books for the desk and the bedside, and a notebook waiting to be filled.",
    },
  },
];

/** Everything the sample mall sells, category by category. */
export const PRODUCTS: readonly SampleProduct[] = [
  ...TEA_PRODUCTS,
  ...FRESH_PRODUCTS,
  ...HOME_PRODUCTS,
  ...CARE_PRODUCTS,
  ...BOOK_PRODUCTS,
];
