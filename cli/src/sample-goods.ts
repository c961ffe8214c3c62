/**
 * What the sample shop sells, and to where: five categories of goods with their prices in fen.
 */

export type SampleGood = {
  readonly article: string;
  readonly name: string;
  readonly priceMinor: number;
};

export type SampleCategory = {
  readonly category: string;
  /** How often a line is of this category, against the others. */
  readonly weight: number;
  /** Returned lines of a thousand. */
  readonly returnsPermille: number;
  /** The most pieces of one good on a line. */
  readonly mostPieces: number;
  readonly goods: readonly SampleGood[];
};

const goodsOf = (prefix: string, list: readonly (readonly [string, number])[]): SampleGood[] =>
  list.map(([name, priceMinor], index) => ({
    article: `${prefix}${String(index + 1).padStart(3, "0")}`,
    name,
    priceMinor,
  }));

export const SAMPLE_CATEGORIES: readonly SampleCategory[] = [
  {
    category: "tea",
    weight: 26,
    returnsPermille: 40,
    mostPieces: 4,
    goods: goodsOf("CY", [
      ["明前西湖龙井 250g", 36800],
      ["安溪铁观音 清香型 500g", 19800],
      ["云南普洱熟茶饼 357g", 15800],
      ["福鼎白茶 老寿眉 300g", 12800],
      ["武夷山大红袍 礼盒装", 29800],
      ["祁门红茶 一级 200g", 9900],
      ["茉莉花茶 碧潭飘雪 150g", 8800],
      ["陈皮普洱小青柑 250g", 6900],
    ]),
  },
  {
    category: "wine",
    weight: 16,
    returnsPermille: 50,
    mostPieces: 6,
    goods: goodsOf("JS", [
      ["宁夏贺兰山赤霞珠干红 750ml", 16800],
      ["烟台蛇龙珠干红 750ml", 12800],
      ["绍兴花雕酒 八年陈 500ml", 5800],
      ["青梅酒 微醺 330ml×2", 7900],
      ["新疆天山雷司令干白 750ml", 13800],
      ["酱香白酒 53度 500ml", 39900],
    ]),
  },
  {
    category: "kitchen",
    weight: 18,
    returnsPermille: 95,
    mostPieces: 2,
    goods: goodsOf("CJ", [
      ["章丘手工铁锅 32cm", 26900],
      ["龙泉菜刀 夹钢", 18900],
      ["景德镇青花餐具 16件套", 32900],
      ["宜兴紫砂壶 西施 200ml", 45800],
      ["竹砧板 双面 40cm", 6800],
      ["玻璃密封罐 六件套", 5900],
      ["不锈钢蒸锅 三层 28cm", 15900],
    ]),
  },
  {
    category: "books",
    weight: 20,
    returnsPermille: 25,
    mostPieces: 2,
    goods: goodsOf("TS", [
      ["《红楼梦》校注本 上下册", 8900],
      ["《茶经》图解", 4500],
      ["《围城》精装", 5200],
      ["《乡土中国》", 3200],
      ["《山海经》彩绘版", 9800],
      ["《三体》三册套装", 9300],
      ["《中国家常菜谱》", 3900],
    ]),
  },
  {
    category: "care",
    weight: 20,
    returnsPermille: 75,
    mostPieces: 3,
    goods: goodsOf("HL", [
      ["人参滋养面霜 50g", 23800],
      ["茶籽洗发水 500ml", 6900],
      ["玫瑰纯露 200ml", 8900],
      ["艾草护手霜 三支装", 4900],
      ["竹炭洁面皂 100g×3", 3900],
      ["牡丹籽油精华 30ml", 29800],
    ]),
  },
];

/** A province and how many of a thousand customers live there. */
export const SAMPLE_PROVINCES: readonly (readonly [name: string, weight: number])[] = [
  ["广东", 150],
  ["浙江", 115],
  ["江苏", 110],
  ["山东", 85],
  ["上海", 80],
  ["四川", 75],
  ["北京", 75],
  ["湖北", 60],
  ["福建", 55],
  ["河南", 55],
  ["湖南", 50],
  ["陕西", 35],
  ["辽宁", 30],
  ["重庆", 25],
];
