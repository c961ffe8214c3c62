/**
 * Who may do what in the back office: permissions of ours, and the roles a merchant begins with.
 *
 * Money leaves by two people: whoever prepares (maker) and whoever approves (checker). That they are two
 * is checked where it happens, whatever their roles.
 */
import { Permission, PermissionDefinition } from "@vendure/core";

const define = (name: string, description: string) =>
  new PermissionDefinition({ name, description });

export const MAY_READ = define(
  "PatronageRead",
  "Sees holders, closes, withdrawals, returns, plans and the audit log",
);
export const MAY_MAKE = define("PatronageMake", "Prepares withdrawals, and records what was paid");
export const MAY_CHECK = define(
  "PatronageCheck",
  "Approves withdrawals that somebody else prepared, and attests bank statements",
);
export const MAY_DRAFT = define("PatronageDraft", "Drafts plans, and has their futures run");
export const MAY_ACTIVATE = define(
  "PatronageActivate",
  "Activates plans that somebody else drafted",
);
export const MAY_REVIEW = define(
  "PatronageReview",
  "Decides about referrals that look like one's own",
);
export const MAY_CLOSE = define("PatronageClose", "Closes days that have ended");

export const PERMISSIONS = [
  ...[MAY_READ, MAY_MAKE, MAY_CHECK, MAY_DRAFT, MAY_ACTIVATE, MAY_REVIEW, MAY_CLOSE],
];

const named = (...definitions: PermissionDefinition[]): Permission[] =>
  definitions.map(({ Permission: permission }) => permission);

const READ_ALL = Object.values(Permission).filter((name) => name.startsWith("Read"));
const SEES_SALES = [Permission.ReadOrder, Permission.ReadCustomer, Permission.ReadCatalog];

export type Role = "maker" | "checker" | "staff" | "auditor" | "manager";

/** The roles, beside the engine's own superadmin, who is the owner. */
export const ROLES: {
  readonly [role in Role]: { description: string; permissions: Permission[] };
} = {
  manager: {
    description: "Manager: the owner's second person",
    permissions: [...READ_ALL, ...named(MAY_READ, MAY_ACTIVATE, MAY_REVIEW, MAY_CLOSE)],
  },
  maker: {
    description: "Finance (maker)",
    permissions: [...SEES_SALES, ...named(MAY_READ, MAY_MAKE, MAY_DRAFT, MAY_CLOSE)],
  },
  checker: {
    description: "Finance (checker)",
    permissions: [...SEES_SALES, ...named(MAY_READ, MAY_CHECK, MAY_ACTIVATE)],
  },
  staff: {
    description: "Shop staff",
    permissions: [
      ...[Permission.ReadCatalog, Permission.CreateCatalog, Permission.UpdateCatalog],
      ...[Permission.ReadAsset, Permission.CreateAsset, Permission.UpdateAsset],
      ...[Permission.ReadOrder, Permission.UpdateOrder, Permission.ReadCustomer],
      ...[Permission.ReadPromotion, Permission.ReadShippingMethod, Permission.ReadStockLocation],
      ...[Permission.ReadSettings, Permission.ReadPaymentMethod, Permission.ReadChannel],
      ...named(MAY_READ, MAY_REVIEW),
    ],
  },
  auditor: {
    description: "Auditor: reads all, changes nothing",
    permissions: [...READ_ALL, ...named(MAY_READ)],
  },
};
