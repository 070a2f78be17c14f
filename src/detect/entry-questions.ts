import type { EntryQuestions } from "./condition-kind.ts";
import type { ExpressionTable } from "./expression-table.ts";

/** A condition's questions about the table's current entry. An expression that fails is no match, and is told. */
export function questionsOf(table: ExpressionTable, onFailure: () => void): EntryQuestions {
  return {
    test(expression) {
      const place = table.place(expression);
      return () => {
        const result = table.evaluate(place);
        if (result === null) onFailure();
        return result === true;
      };
    },
    entry: table.entry,
  };
}
