/** What the oldest promised browsers lack and the check of a statement file uses: Firefox has it from 104 on. */
if (!("findLast" in Array.prototype)) {
  Object.defineProperty(Array.prototype, "findLast", {
    value<Item>(this: Item[], isIt: (item: Item) => unknown): Item | undefined {
      for (let k = this.length - 1; k >= 0; k -= 1) if (isIt(this[k]!)) return this[k];
      return undefined;
    },
  });
}
