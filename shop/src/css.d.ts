/** Styles of one file, by the names that stand in it. */
declare module "*.module.css" {
  const names: { readonly [name: string]: string };
  export default names;
}
