/** Formatters of numbers and dates, each made once: making one takes far longer than using it. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found as T;
}

/** Of numbers with a fixed count of decimals, digits grouped. */
export const numberFormat = (language: string, decimals: number): Intl.NumberFormat =>
  once(`${language} ${decimals}`, () => new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));

export const dateFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  once(`${language} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, options));
