/** What we add to the engine's products and collections: the plan's category, and the days of return. */
import { LanguageCode, type CustomFields } from "@vendure/core";

const text = (en: string, zh: string) => [
  { languageCode: LanguageCode.en, value: en },
  { languageCode: LanguageCode.zh_Hans, value: zh },
];

const planCategory = {
  name: "planCategory",
  type: "string",
  nullable: true,
  public: true,
  label: text("Category of the plan", "模式分类"),
  description: text(
    "Whose rates apply; left empty, that of the collection, or else the default.",
    "适用哪一分类的比率；留空则取所属商品系列的分类，否则为 default。",
  ),
} as const;

export const CUSTOM_FIELDS: CustomFields = {
  Product: [
    planCategory,
    {
      name: "returnDays",
      type: "int",
      nullable: true,
      public: true,
      min: 0,
      max: 90,
      label: text("Days of return", "退货天数"),
      description: text(
        "How many days after delivery the goods can come back; left empty, seven.",
        "签收后可退货的天数；留空为七天。",
      ),
    },
  ],
  Collection: [planCategory],
};
