/**
 * The sample shop's calendar: how many customers have found it by a day, and how lively a day is.
 *
 * Whole numbers only, so that one seed gives one file on every machine. 1000 is an ordinary day.
 */
import { addDays, DAY_MS } from "./zone.ts";

/** The day the sample shop opens: the year holds 618, 11.11 and, once grown, the Spring Festival. */
export const SAMPLE_FIRST_DAY = "2025-03-01";

const SPRING_FESTIVALS = ["2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"];

/** The date so many days after the opening. */
export function sampleDate(day: number): string {
  return addDays(SAMPLE_FIRST_DAY, day);
}

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Days since the nearest Spring Festival began; below 0 before it. */
function daysSinceSpringFestival(date: string): number {
  const distances = SPRING_FESTIVALS.map((festival) => daysBetween(festival, date));
  return distances.reduce((best, days) => (Math.abs(days) < Math.abs(best) ? days : best));
}

/** How much the shop sells on a date, in thousandths of an ordinary day. */
export function seasonPermille(date: string): number {
  const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8, 10))];
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  const weekend = weekday === 0 || weekday === 6 ? 1250 : 1000;
  return Math.floor((weekend * occasionPermille(date, month, day)) / 1000);
}

function occasionPermille(date: string, month: number, day: number): number {
  if (month === 6 && day >= 16 && day <= 18) return 2600;
  if (month === 6 && day < 16) return 1350;
  if (month === 11 && (day === 10 || day === 11)) return 3300;
  if (month === 11 && day < 10) return 1400;
  if (month === 12 && day === 12) return 1700;
  if (month === 10 && day <= 7) return 850;
  const spring = daysSinceSpringFestival(date);
  if (spring >= -28 && spring <= -6) return 1550;
  if (spring >= -3 && spring <= 6) return 350;
  return 1000;
}

/** What is taken off every price on a date, in thousandths. */
export function discountPermille(date: string): number {
  const monthDay = date.slice(5);
  if (monthDay >= "06-16" && monthDay <= "06-18") return 120;
  if (monthDay === "11-10" || monthDay === "11-11") return 150;
  if (monthDay === "12-12") return 80;
  return 0;
}

/** How much more a category is wanted on a date, in thousandths. */
export function tastePermille(category: string, date: string): number {
  const spring = daysSinceSpringFestival(date);
  const isGiftTime = spring >= -28 && spring <= 0;
  const month = date.slice(5, 7);
  if (category === "tea" && (isGiftTime || month === "04")) return 1700;
  if (category === "wine" && (isGiftTime || month === "09")) return 2000;
  if (category === "books" && (month === "08" || month === "09")) return 1600;
  if (category === "care" && month === "11") return 1400;
  return 1000;
}

/**
 * How many of `customers` have found the shop at the end of a day (0 is the first): an S-curve to
 * 85 % in the first three fifths of the time, then a plateau with a trickle of new ones.
 */
export function customersBy(day: number, days: number, customers: number): number {
  const scale = 10_000;
  const riseDays = Math.max(1, Math.floor((days * 3) / 5));
  const rise = Math.min(scale, Math.floor(((day + 1) * scale) / riseDays));
  // 3t² - 2t³, in parts of ten thousand.
  const risen = Math.floor((rise * rise * (3 * scale - 2 * rise)) / (scale * scale));
  const restDays = Math.max(1, days - riseDays);
  const rest = Math.min(scale, Math.max(0, Math.floor(((day + 1 - riseDays) * scale) / restDays)));
  const share = day + 1 >= days ? 100 * scale : 85 * risen + 15 * rest;
  return Math.floor((customers * share) / (100 * scale));
}
