import {SideView} from "../../src/flow/side-view.ts";
import {FlowView} from "../../src/flow/view.ts";
import {Group} from "../../src/rules/groups.ts";
import {rules} from "../../src/rules/index.ts";
import type {AnyRule, Inspection} from "../../src/rules/rule.ts";

/** What each rule reads of the flow record while others judge, by its name. */
export interface Watch {
  readonly read: ReadonlyMap<string, ReadonlySet<string>>;
  /** Puts everything back. */
  end(): void;
}

const getters = (view: typeof SideView | typeof FlowView) =>
  Object.entries(Object.getOwnPropertyDescriptors(view.prototype)).filter(([, {get}]) => get !== undefined);

/** Names of all that may be read of a flow and of its sides. */
export const recordFields: readonly string[] = [SideView, FlowView].flatMap(view =>
  getters(view).map(([name]) => name),
);

/** Notes which fields of flows and their sides rules read, each in its own turn; what a field is made from is not read by the rule. */
export function watchReads(): Watch {
  const read = new Map(rules.map(({name}) => [name, new Set<string>()]));
  let turn: Set<string> | null = null;
  const undo: (() => void)[] = [];
  for (const view of [SideView, FlowView])
    for (const [name, descriptor] of getters(view)) {
      const get = descriptor.get!;
      Object.defineProperty(view.prototype, name, {
        ...descriptor,
        get(this: unknown) {
          const mine = turn;
          if (mine === null) return get.call(this);
          mine.add(name);
          turn = null;
          try {
            return get.call(this);
          } finally {
            turn = mine;
          }
        },
      });
      undo.push(() => Object.defineProperty(view.prototype, name, descriptor));
    }
  /** Whatever the rule does within is its turn. */
  const inTurn =
    <Given extends unknown[], Result>({name}: AnyRule, act: (...given: Given) => Result) =>
    (...given: Given): Result => {
      const before = turn;
      turn = read.get(name)!;
      try {
        return act(...given);
      } finally {
        turn = before;
      }
    };
  // The engine counts connections, and tells since when: no rule asks that of it.
  const {add} = Group.prototype;
  Group.prototype.add = function (this: Group<object>, cursor) {
    const mine = turn;
    turn = null;
    add.call(this, cursor);
    turn = mine;
  };
  undo.push(() => {
    Group.prototype.add = add;
  });
  const list = rules as AnyRule[];
  const own = [...list];
  for (const [i, rule] of own.entries())
    list[i] = {
      ...rule,
      start: inTurn(rule, context => {
        const inspection: Inspection<object, object> | null = rule.start(context);
        if (inspection === null) return null;
        const {see, settle, judge} = inspection;
        return {
          ...inspection,
          ...(see === undefined ? {} : {see: inTurn(rule, see.bind(inspection))}),
          // Groups may be made one by one, while they are judged.
          ...(settle === undefined ? {} : {settle: inTurn(rule, groups => [...settle.call(inspection, groups)])}),
          ...(judge === undefined ? {} : {judge: inTurn(rule, judge.bind(inspection))}),
        };
      }),
    };
  undo.push(() => list.splice(0, list.length, ...own));
  return {
    read,
    end() {
      for (const one of undo) one();
    },
  };
}
