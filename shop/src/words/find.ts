/** Words of finding goods: categories, sorting, filters, search. */
import { says } from "../lang.ts";

export const FIND = {
  sort: says("排序", "Sort"),
  sortFit: says("推荐", "Recommended"),
  sortFitSearch: says("最相关", "Most relevant"),
  sortPrice: says("价格", "Price"),
  sortCheap: says("从低到高", "low to high"),
  sortDear: says("从高到低", "high to low"),
  sortName: says("名称", "Name"),
  filters: says("筛选", "Filters"),
  inStock: says("只看有货", "In stock only"),
  clearFilters: says("清除筛选", "Clear filters"),
  goodsCount: says(
    (count: string) => `共 ${count} 件商品`,
    (count: string) => (count === "1" ? "1 item" : `${count} items`),
  ),
  foundCount: says(
    (term: string, count: string) => `找到 ${count} 件与“${term}”有关的商品`,
    (term: string, count: string) => `${count} ${count === "1" ? "item" : "items"} for “${term}”`,
  ),
  shownCount: says(
    (shown: string, all: string) => `已显示 ${shown} 件，共 ${all} 件`,
    (shown: string, all: string) => `${shown} of ${all} shown`,
  ),
  moreGoods: says("再看一些", "Show more"),
  moreFailed: says("后面的商品没有载入。", "The next goods did not load."),
  emptyCategory: says("这里还没有商品", "Nothing is here yet"),
  emptyCategoryText: says("先看看别的分类吧。", "Have a look at the other categories."),
  emptyFiltered: says("没有符合条件的商品", "Nothing fits these filters"),
  emptyFilteredText: says("放宽一些条件再看看。", "Try with fewer of them."),
  nothingFound: says(
    (term: string) => `没有找到“${term}”`,
    (term: string) => `Nothing found for “${term}”`,
  ),
  nothingFoundText: says(
    "换个短一点的词，或者按分类找找看。",
    "Try a shorter word, or look by category.",
  ),
  missing: says("没有这个分类", "There is no such category"),
  missingTitle: says("它可能已经改名或撤下", "It may have been renamed or taken down"),
  allCategories: says("全部分类", "All categories"),
  allGoods: says("全部商品", "All goods"),
  noCategories: says("还没有分类", "There are no categories yet"),
  searchLabel: says("搜索商品", "Search for goods"),
  searchHint: says("商品名称或描述", "Name or description"),
  clearField: says("清空", "Clear"),
  suggestions: says("可能想找", "Suggestions"),
  suggestionsCount: says(
    (count: number) => `有 ${count} 条建议，用上下键选择`,
    (count: number) =>
      `${count} ${count === 1 ? "suggestion" : "suggestions"}, use the arrow keys to choose`,
  ),
  recent: says("最近搜索", "Recent searches"),
  recentKept: says("只保存在这台设备上。", "Kept on this device only."),
  clearRecent: says("清除记录", "Clear"),
  recentCleared: says("搜索记录已清除", "Recent searches cleared"),
} as const;
