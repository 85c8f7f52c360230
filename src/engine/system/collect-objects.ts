import type { EngineContext } from '../engine-context.ts';
import { fixedObjects, systemOidOf } from './fixed-objects.ts';
import { constraintsOf, indexesOf } from './indexes.ts';
import { fixedSchemas } from './schemas.ts';
import { storedObjects } from './stored-objects.ts';
import type { SystemObject, SystemObjects, SystemSession } from './system-objects.ts';
import { madeTypes } from './type-oids.ts';

/** All that there is at this moment; each part is gathered when it is first asked for. */
export function collectObjects(context: EngineContext, session: SystemSession): SystemObjects {
  const stored = once(() => storedObjects(context));
  const relations = once(() => [...stored(), ...fixedObjects]);
  const indexes = once(() => indexesOf(stored()));
  const constraints = once(() => constraintsOf(indexes()));
  const types = once(() => madeTypes(stored().flatMap(({ fields }) => fields)));
  const byOid = once(() => new Map(relations().map((each) => [each.oid, each])));
  return {
    context,
    session,
    schemas: fixedSchemas,
    get relations(): readonly SystemObject[] {
      return relations();
    },
    get indexes() {
      return indexes();
    },
    get constraints() {
      return constraints();
    },
    get madeTypes() {
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
