import type { StatementOutcome } from '../api.ts';
import type { DefinitionChanges } from '../definition-changes.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SessionSchemas } from '../session/session-schemas.ts';
import type { StatementOptions } from '../statement-options.ts';

/** What a statement that changes the catalog works with. */
export type DefinitionWork = {
  /** Its catalog shows the changes so far. */
  readonly context: EngineContext;
  readonly changes: DefinitionChanges;
  readonly schemas: SessionSchemas;
  readonly options: StatementOptions;
};

/** What a definition answers, or how it goes on when its changes are there. */
export type DefinitionOutcome = StatementOutcome | LastingDefinition;

/** A definition that waits for something once it is there: the end of a file. */
export type LastingDefinition = {
  /** @throws SqlError: the definition is to be undone */
  readonly finish: () => Promise<StatementOutcome>;
  /** Takes it back after its commit, unless somebody uses it already. */
  readonly undo: (work: DefinitionWork) => void;
};
