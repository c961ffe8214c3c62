/** The address that leads to the registration with somebody's code. */
export const referralLink = (code: string): string => `${location.origin}/j/${code}`;
