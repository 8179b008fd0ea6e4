/** To the city's own directory and back: the page that was left is come back to; what came back is taken off the address. */
const LEFT = "daoan.left";
const PAGE = "/sign-in";

export interface Back { code: string; state: string; iss: string; error: string }

export const isBack = (): boolean => location.pathname === PAGE;

export function leaveFor(address: string): void {
  sessionStorage.setItem(LEFT, isBack() ? "/" : location.pathname + location.search + location.hash);
  location.assign(address);
}

/** What the directory sent along, once; `null` where nobody comes from there. */
export function takeBack(): Back | null {
  if (!isBack()) return null;
  const told = new URLSearchParams(location.search);
  const left = sessionStorage.getItem(LEFT) ?? "/";
  sessionStorage.removeItem(LEFT);
  history.replaceState(null, "", left.startsWith("/") && !left.startsWith("//") ? left : "/");
  const [code, state, iss, error] = ["code", "state", "iss", "error"].map((name) => told.get(name) ?? "") as [string, string, string, string];
  return code || error ? { code, state, iss, error } : null;
}
