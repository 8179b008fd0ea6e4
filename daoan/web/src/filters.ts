/** Filters live in the address, so that a view can be sent to somebody. */
import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

/** One query parameter as a value that can be bound; the default is left out of the address. */
export function useFilter(name: string, otherwise = ""): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query[name] === "string" ? route.query[name] : otherwise),
    set: (value) => void router.replace({ query: { ...route.query, [name]: value === otherwise || value === "" ? undefined : value } }),
  });
}
