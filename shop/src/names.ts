/**
 * Names of people. The engine keeps a given and a family name; a Chinese name is written in one field and
 * with the family name first, wherever it is shown.
 */
type Name = { readonly firstName: string; readonly lastName: string };

const HAN = /\p{Script=Han}/u;
/** Family names of two signs; every other has one. */
const DOUBLE =
  "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 第五 呼延 轩辕".split(
    " ",
  );

export function fullName({ firstName, lastName }: Name): string {
  const isHan = HAN.test(lastName) || (lastName === "" && HAN.test(firstName));
  return (isHan ? `${lastName}${firstName}` : `${firstName} ${lastName}`).trim();
}

/** A name written in one field; put together again it reads the same. */
export function splitName(text: string): Name {
  const name = text.trim().replaceAll(/\s+/g, " ");
  if (HAN.test(name) && !name.includes(" ")) {
    const length = DOUBLE.some((family) => name.startsWith(family) && name.length > 2) ? 2 : 1;
    if (name.length <= length) return { firstName: name, lastName: "" };
    return { firstName: name.slice(length), lastName: name.slice(0, length) };
  }
  const [last = "", ...rest] = name.split(" ").reverse();
  return rest.length === 0
    ? { firstName: last, lastName: "" }
    : { firstName: rest.reverse().join(" "), lastName: last };
}

/** The sign that stands for somebody where there is no picture. */
export const initialOf = (name: string): string => [...name.trim()][0]?.toUpperCase() ?? "·";
