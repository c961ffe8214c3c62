/** One product: its pictures, its variants, what it costs, and what buying it would grant. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Share2 } from "lucide-react";
import { useMemo, useState } from "react";
import { announce } from "../announce.ts";
import { productQuery, type Product, type Variant } from "../api/catalogue.ts";
import { bridge } from "../bridge/bridge.ts";
import { useWords } from "../lang.ts";
import { Buying } from "./product-buy.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { Chips } from "./chips.tsx";
import { Price } from "../parts/figures.tsx";
import { Gallery, type Pictured } from "./gallery.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { BackButton, Card, Page, useTitle } from "../parts/page.tsx";
import { ProductGrant, ReturnDays } from "./product-grant.tsx";
import { Related } from "./related.tsx";
import { RichText } from "./rich-text.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { productRoute } from "../routes.tsx";
import { isInStock, lackOf, variantNamed, variantWith } from "./variants.ts";
import { COMMON } from "../words/common.ts";
import { PRODUCT } from "../words/product.ts";
import css from "./product.module.css";

export function ProductPage() {
  const { slug } = productRoute.useParams();
  const { variant: variantId } = productRoute.useSearch();
  const product = useQuery(productQuery(slug));
  useTitle(product.data?.name);
  if (product.data === null) return <Missing />;
  return (
    <div className={css["page"]}>
      <Loaded query={product} waiting={<ProductWaiting />}>
        {(found) => {
          const variant = variantNamed(found!, variantId);
          // What has no variant cannot be sold.
          if (variant === undefined) return <Missing />;
          return <Shown key={found!.id} product={found!} variant={variant} />;
        }}
      </Loaded>
    </div>
  );
}

function Missing() {
  const w = useWords(PRODUCT);
  const common = useWords(COMMON);
  return (
    <Page title={w.missing} up="/">
      <Empty title={w.missingTitle} text={w.missingText}>
        <ButtonLink to="/categories">{common.categories}</ButtonLink>
        <ButtonLink to="/search" search={{}} look="second">
          {common.search}
        </ButtonLink>
      </Empty>
    </Page>
  );
}

type ShownProps = { readonly product: Product; readonly variant: Variant };

/** The product's own pictures, then those that only a variant has. */
function picturesOf({ assets, variants }: Product): readonly Pictured[] {
  const own = variants.flatMap(({ featuredAsset }) => featuredAsset ?? []);
  return [...new Map([...assets, ...own].map((one) => [one.id, one])).values()];
}

/** Of the categories that a product stands in, the narrowest. */
const homeOf = ({ collections }: Product): Product["collections"][number] | undefined =>
  [...collections].sort((a, b) => b.breadcrumbs.length - a.breadcrumbs.length)[0];

function Shown({ product, variant }: ShownProps) {
  const w = useWords(PRODUCT);
  const [quantity, setQuantity] = useState(1);
  const pictures = useMemo(() => picturesOf(product), [product]);
  const home = homeOf(product);
  const { slug } = product;
  return (
    <>
      <Way product={product} home={home} />
      <div className={css["columns"]}>
        <div className={css["pictures"]}>
          <Gallery
            name={product.name}
            pictures={pictures}
            shownId={variant.featuredAsset?.id ?? pictures[0]?.id}
          />
        </div>
        <div className={css["about"]}>
          <h1>{product.name}</h1>
          <PriceAndStock variant={variant} />
          <Options product={product} variant={variant} />
          <div className={css["quantity"]}>
            <span aria-hidden="true">{w.quantity}</span>
            <Stepper value={quantity} label={w.quantity} onChange={setQuantity} />
          </div>
          {/* What was said of one variant is not said of the next. */}
          <Buying
            key={variant.id}
            slug={slug}
            variantId={variant.id}
            quantity={quantity}
            isInStock={isInStock(variant)}
          />
          <ReturnDays slug={slug} variantId={variant.id} />
          <ProductGrant slug={slug} variantId={variant.id} quantity={quantity} />
        </div>
        <div className={css["description"]}>
          <Card title={w.description}>
            <RichText html={product.description} />
            <p className={css["number"]}>
              {w.number} {variant.sku}
            </p>
          </Card>
        </div>
      </div>
      {home !== undefined && <Related slug={home.slug} without={product.id} />}
    </>
  );
}

type WayProps = {
  readonly product: Product;
  readonly home: Product["collections"][number] | undefined;
};

/** The way back, where the product stands, and handing it on. */
function Way({ product, home }: WayProps) {
  const w = useWords(PRODUCT);
  const share = async (): Promise<void> => {
    const shared = await bridge().share({
      title: product.name,
      text: product.name,
      url: location.href,
    });
    if (shared === "copied") announce({ text: w.linkCopied });
  };
  return (
    <div className={css["way"]}>
      <BackButton up={home === undefined ? "/" : `/c/${home.slug}`} />
      {home !== undefined && (
        <Link to="/c/$slug" params={{ slug: home.slug }} search={{}} className={css["home"]}>
          {home.name}
        </Link>
      )}
      <span className={css["share"]}>
        <IconButton isLarge look="shaded" label={w.share} onClick={() => void share()}>
          <Share2 aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
}

function PriceAndStock({ variant }: { readonly variant: Variant }) {
  const w = useWords(PRODUCT);
  const stock =
    variant.stockLevel === "OUT_OF_STOCK"
      ? w.outOfStock
      : // The mall calls it low when there are two or fewer.
        variant.stockLevel === "LOW_STOCK"
        ? w.lowStock
        : w.inStock;
  return (
    <p className={css["price"]} aria-live="polite">
      <span className="unseen">{w.price} </span>
      <Price minor={variant.priceWithTax} size="xl" />
      <span className={css["tax"]}>{w.withTax}</span>
      <span className={isInStock(variant) ? css["stock"] : css["lack"]}>{stock}</span>
    </p>
  );
}

function Options({ product, variant }: ShownProps) {
  const w = useWords(PRODUCT);
  const navigate = useNavigate();
  const choose = ({ id }: Variant): void => {
    void navigate({
      to: "/p/$slug",
      params: { slug: product.slug },
      search: { variant: id },
      replace: true,
      resetScroll: false,
    });
  };
  return product.optionGroups.map((group) => (
    <Chips
      key={group.id}
      legend={group.name}
      value={variant.options.find(({ groupId }) => groupId === group.id)?.id}
      options={group.options
        // An option that no variant is made with any more is no choice.
        .filter(({ id }) =>
          product.variants.some(({ options }) => options.some((one) => one.id === id)),
        )
        .map(({ id, name }) => {
          const lack = lackOf(product, variant, group.id, id);
          return { value: id, label: name, lack: lack === undefined ? undefined : w[lack] };
        })}
      onChange={(id) => choose(variantWith(product, variant, group.id, id))}
    />
  ));
}

function ProductWaiting() {
  return (
    <div className={css["coming"]}>
      <div className={css["way"]} />
      <div className={css["columns"]}>
        <div className={css["waiting"]} />
        <div className={css["about"]}>
          <Skeleton lines={1} />
          <Skeleton height={42} />
          <Skeleton height={76} />
          <Skeleton height={220} />
        </div>
      </div>
    </div>
  );
}
