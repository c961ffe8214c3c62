/**
 * What the pages that most people come in by ask: the page's first script asks it too, before the other
 * scripts are there (`vite.config.ts`).
 */
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

export const PRODUCT_QUERY = `query Product($slug: String!) {
  product(slug: $slug) {
    id
    slug
    name
    description
    assets {
      id
      preview
    }
    collections {
      id
      slug
      name
      breadcrumbs {
        slug
        name
      }
    }
    optionGroups {
      id
      name
      options {
        id
        name
      }
    }
    variants {
      id
      sku
      priceWithTax
      stockLevel
      featuredAsset {
        id
        preview
      }
      options {
        id
        groupId
      }
    }
  }
}`;
