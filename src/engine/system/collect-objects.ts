import type { CatalogView } from '../../catalog/catalog-view.ts';
import type { EngineContext } from '../engine-context.ts';
import { fixedObjects, systemOidOf } from './fixed-objects.ts';
import { constraintsOf, indexesOf } from './indexes.ts';
import { schemasOf } from './schemas.ts';
import { storedObjects } from './stored-objects.ts';
import type { SystemObjects, SystemSession } from './system-objects.ts';
import { madeTypes } from './type-oids.ts';

/** All that there is at this moment; each part is gathered when it is first asked for. */
export function collectObjects(
  context: EngineContext,
  view: CatalogView,
  session: SystemSession,
): SystemObjects {
  const schemas = once(() => schemasOf(view));
  const stored = once(() => storedObjects(context, view, schemas()));
  const relations = once(() => [...stored(), ...fixedObjects]);
  const indexes = once(() => indexesOf(stored(), view));
  const constraints = once(() => constraintsOf(stored(), indexes()));
  const types = once(() => madeTypes(stored().flatMap(({ fields }) => fields)));
  const byOid = once(() => new Map(relations().map((each) => [each.oid, each])));
  const functions = once(() =>
    view
      .objects()
      .flatMap(({ definition }) => (definition.kind === 'function' ? [definition] : [])),
  );
  return {
    context,
    view,
    session,
    get schemas(): SystemObjects['schemas'] {
      return schemas();
    },
    get relations(): SystemObjects['relations'] {
      return relations();
    },
    get indexes(): SystemObjects['indexes'] {
      return indexes();
    },
    get constraints(): SystemObjects['constraints'] {
      return constraints();
    },
    get functions(): SystemObjects['functions'] {
      return functions();
    },
    get madeTypes(): SystemObjects['madeTypes'] {
      return types();
    },
    relationOf: (oid) => byOid().get(oid) ?? null,
    oidOf: systemOidOf,
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
