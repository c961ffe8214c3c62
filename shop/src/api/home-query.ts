/** What the home page asks; vite.config.ts puts it into the page's first script as well. */
export const HOME_QUERY = `query Home {
  collections(options: { topLevelOnly: true, take: 20 }) {
    items { id slug name featuredAsset { preview } }
  }
  search(input: { groupByProduct: true, take: 24 }) {
    totalItems
    items {
      productId slug productName inStock
      productAsset { preview }
      priceWithTax { __typename ... on PriceRange { min max } ... on SinglePrice { value } }
    }
  }
}`;
