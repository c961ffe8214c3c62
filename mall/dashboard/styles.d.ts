/** Styles are imported for what they do, not for what they say. */
declare module "*.css";
