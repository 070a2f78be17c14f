import type { Delivery } from "../model/delivery.ts";
import type { Told } from "../model/told.ts";
import type { SavedTold } from "../ports/state-store.ts";

/** Who has been told what of each incident, and which news are still on the way. */
export interface ToldBook {
  /** By receiver. */
  readonly of: (incident: number) => ReadonlyMap<string, Told>;
  readonly set: (told: Told) => void;
  /** News that were ordered and are not sent yet; edits are no news. */
  readonly ordered: (deliveries: readonly Delivery[]) => void;
  /** A delivery will not be tried again: accepted at that time, or given up. */
  readonly settled: (deliveryId: string, acceptedAt: number | undefined) => void;
  /** Wall clock from which the repeat interval runs; undefined while news is on the way, or was never told. */
  readonly lastHeard: (incident: number, receiver: string) => number | undefined;
  readonly forget: (incident: number) => void;
}

const none: ReadonlyMap<string, Told> = new Map();

interface Owner {
  readonly incident: number;
  readonly receiver: string;
}

export function createToldBook(saved: readonly SavedTold[]): ToldBook {
  const told = new Map<number, Map<string, Told>>();
  // By incident and receiver.
  const acceptedAt = new Map<string, number>();
  const underWay = new Map<string, Set<string>>();
  const owners = new Map<string, Owner>();

  function put(one: Told): void {
    const ofIncident = told.get(one.incident) ?? new Map<string, Told>();
    ofIncident.set(one.receiver, one);
    told.set(one.incident, ofIncident);
  }

  function expect(id: string, { incident, receiver }: Owner): void {
    const key = keyOf({ incident, receiver });
    const ids = underWay.get(key) ?? new Set<string>();
    ids.add(id);
    underWay.set(key, ids);
    owners.set(id, { incident, receiver });
  }

  for (const { acceptedAt: at, waiting, ...one } of saved) {
    put(one);
    if (at !== undefined) acceptedAt.set(keyOf(one), at);
    for (const id of waiting) expect(id, one);
  }

  return {
    of: (incident) => told.get(incident) ?? none,
    set: put,
    ordered(deliveries) {
      for (const delivery of deliveries) if (delivery.operation !== "update") expect(delivery.id, delivery);
    },
    settled(deliveryId, at) {
      const owner = owners.get(deliveryId);
      if (owner === undefined) return;
      owners.delete(deliveryId);
      underWay.get(keyOf(owner))?.delete(deliveryId);
      if (at !== undefined) acceptedAt.set(keyOf(owner), at);
    },
    lastHeard(incident, receiver) {
      const key = keyOf({ incident, receiver });
      const one = told.get(incident)?.get(receiver);
      if (one === undefined || (underWay.get(key)?.size ?? 0) > 0) return undefined;
      return Math.max(one.at, acceptedAt.get(key) ?? one.at);
    },
    forget(incident) {
      for (const receiver of told.get(incident)?.keys() ?? []) {
        const key = keyOf({ incident, receiver });
        for (const id of underWay.get(key) ?? []) owners.delete(id);
        underWay.delete(key);
        acceptedAt.delete(key);
      }
      told.delete(incident);
    },
  };
}

function keyOf({ incident, receiver }: Owner): string {
  return `${incident} ${receiver}`;
}
