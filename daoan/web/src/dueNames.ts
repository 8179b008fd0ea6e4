/** Days by which something must be done, as columns are headed. */
import type { Text } from "./api/types";

export const DUE_NAMES: Record<string, Text> = {
  inspection: { en: "inspection", zh: "检验" },
  scrapping: { en: "scrapping", zh: "报废" },
  insurance: { en: "insurance", zh: "保险" },
  change: { en: "licence change", zh: "换证" },
  review: { en: "review", zh: "审验" },
  medical: { en: "medical", zh: "体检" },
};
