/** Where to go after the login: a path of ours, or the list. Nothing that a browser could take for another host. */
export function ownPath(wanted: string | null | undefined): string {
  const fallback = "/incidents";
  if (wanted === null || wanted === undefined || wanted.length > maxPath) return fallback;
  return OWN_PATH.test(wanted) ? wanted : fallback;
}

const maxPath = 200;
const OWN_PATH = /^\/incidents(?:\/\d{1,15})?(?:\?state=[a-z]{1,20})?$/;
