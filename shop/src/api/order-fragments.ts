/** What is asked of every order alike, of the cart as of one that was placed. */
import { graphql } from "./graphql.ts";

/** Whither an order goes, what it comes to, what paid it and what it would grant. */
export const ORDER_FIGURES = graphql(`
  fragment OrderFigures on Order {
    id
    code
    state
    totalQuantity
    couponCodes
    shippingWithTax
    totalWithTax
    sharesPaid
    shippingAddress {
      fullName
      streetLine1
      streetLine2
      city
      province
      phoneNumber
    }
    shippingLines {
      shippingMethod {
        id
        name
      }
    }
    discounts {
      description
      amountWithTax
    }
    payments {
      id
      method
      amount
      state
      metadata
    }
    grantQuote {
      shares
      value
      payout
      quota
      returnDays
    }
  }
`);

/** The goods of one line. */
export const ORDER_GOODS = graphql(`
  fragment OrderGoods on OrderLine {
    id
    quantity
    linePriceWithTax
    featuredAsset {
      preview
    }
    productVariant {
      id
      name
      options {
        name
      }
      product {
        slug
        name
      }
    }
  }
`);
