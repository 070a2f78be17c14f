import type { Group } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import { groupKey, groupOf, groupReader, lacksAll } from "../model/group.ts";
import type { GroupTrack } from "./group-track.ts";

/** One group of one group_by list, with the tracks of all rules that group so. */
export interface GroupSlot {
  readonly key: string | number | boolean;
  readonly group: Group;
  readonly tenant: string | undefined;
  /** By the rule's place on the axis. */
  readonly tracks: (GroupTrack | undefined)[];
  /** Tracks that exist; a slot without any is dropped. */
  used: number;
}

/** One group_by list. Rules that have the same share the work of finding an entry's group: once per entry. */
export interface GroupAxis {
  /** A rule joins; its place. */
  readonly join: () => number;
  /** The current entry lacks every one of the values. */
  readonly lacksAll: () => boolean;
  /** The current entry's slot, if it exists. */
  readonly find: () => GroupSlot | undefined;
  /** The current entry's slot, made where there is none. */
  readonly open: () => GroupSlot;
  /** The slot of a group known by its key, for a rule that has one before any entry. */
  readonly openKey: (key: string, group: Group) => GroupSlot;
  readonly add: (slot: GroupSlot, place: number, track: GroupTrack) => void;
  readonly remove: (slot: GroupSlot, place: number) => void;
}

export interface GroupTable {
  readonly axis: (groupBy: readonly string[]) => GroupAxis;
  /** The entry that the following questions are about. */
  readonly begin: (entry: Entry) => void;
}

interface Current {
  entry: Entry | undefined;
  /** Grows with each entry, so that what was found out about an earlier one is not taken for this one's. */
  round: number;
}

export function createGroupTable(): GroupTable {
  const axes = new Map<string, GroupAxis>();
  const current: Current = { entry: undefined, round: 0 };
  return {
    axis(groupBy) {
      const name = groupBy.join(" ");
      const known = axes.get(name);
      if (known !== undefined) return known;
      const axis = createAxis(groupBy, current);
      axes.set(name, axis);
      return axis;
    },
    begin(entry) {
      current.entry = entry;
      current.round++;
    },
  };
}

function createAxis(groupBy: readonly string[], current: Current): GroupAxis {
  const readers = groupBy.map(groupReader);
  const slots = new Map<string | number | boolean, GroupSlot>();
  let places = 0;
  let foundRound = -1;
  let found: GroupSlot | undefined;
  let lackRound = -1;
  let lacks = false;

  function make(key: string | number | boolean, group: Group, tenant: string | undefined): GroupSlot {
    const tracks: (GroupTrack | undefined)[] = new Array(places).fill(undefined);
    const slot: GroupSlot = { key, group, tenant, tracks, used: 0 };
    slots.set(key, slot);
    return slot;
  }

  function find(): GroupSlot | undefined {
    if (foundRound !== current.round && current.entry !== undefined) {
      foundRound = current.round;
      found = slots.get(groupKey(current.entry, readers));
    }
    return found;
  }

  return {
    join: () => places++,
    lacksAll() {
      if (lackRound !== current.round && current.entry !== undefined) {
        lackRound = current.round;
        lacks = lacksAll(current.entry, readers);
      }
      return lacks;
    },
    find,
    open() {
      const known = find();
      const { entry } = current;
      if (known !== undefined || entry === undefined) return known ?? make("", {}, undefined);
      found = make(groupKey(entry, readers), groupOf(entry, groupBy, readers), entry.tenant);
      return found;
    },
    openKey: (key, group) => slots.get(key) ?? make(key, group, undefined),
    add(slot, place, track) {
      slot.tracks[place] = track;
      slot.used++;
    },
    remove(slot, place) {
      if (slot.tracks[place] === undefined) return;
      slot.tracks[place] = undefined;
      slot.used--;
      if (slot.used > 0) return;
      slots.delete(slot.key);
      if (found === slot) foundRound = -1;
    },
  };
}
