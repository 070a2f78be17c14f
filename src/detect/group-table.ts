import type { Group } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader, lacksAll } from "../model/group.ts";
import { createGroupSlots, type GroupSlot } from "./group-slots.ts";
import type { GroupTrack } from "./group-track.ts";
import type { SavedPath } from "./saved.ts";

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
  /** What names the current entry's group: its tenant and its values. */
  readonly path: () => GroupSlot["path"];
  /** The slot of a group that a rule has before any entry; `{}` for a list without names. */
  readonly openNamed: (group: Group) => GroupSlot;
  /** The slot that was saved under this path. */
  readonly openSaved: (path: SavedPath) => GroupSlot;
  /** All slots that there are. */
  readonly slots: () => Iterable<GroupSlot>;
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
  const slots = createGroupSlots(groupBy, readers);
  let places = 0;
  let foundRound = -1;
  let found: GroupSlot | undefined;
  let lackRound = -1;
  let lacks = false;

  function find(): GroupSlot | undefined {
    if (foundRound !== current.round && current.entry !== undefined) {
      foundRound = current.round;
      found = slots.find(current.entry);
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
      found = find() ?? (current.entry === undefined ? slots.openNamed({}) : slots.open(current.entry));
      return found;
    },
    path: () => (current.entry === undefined ? [] : slots.pathOf(current.entry)),
    openNamed(group) {
      // What was found out about the current entry may be that it has no slot.
      foundRound = -1;
      return slots.openNamed(group);
    },
    openSaved(path) {
      foundRound = -1;
      return slots.openAt(path.map((value) => value ?? undefined));
    },
    slots: slots.all,
    add(slot, place, track) {
      while (slot.tracks.length < places) slot.tracks.push(undefined);
      slot.tracks[place] = track;
      slot.used++;
    },
    remove(slot, place) {
      if (slot.tracks[place] === undefined) return;
      slot.tracks[place] = undefined;
      slot.used--;
      if (slot.used > 0) return;
      slots.remove(slot);
      if (found === slot) foundRound = -1;
    },
  };
}
