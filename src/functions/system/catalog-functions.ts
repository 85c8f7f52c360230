import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { type CatalogSignature, catalogSignatures } from './catalog-signatures.ts';
import { sequenceFunctions } from './sequence-functions.ts';
import { sessionFunctions } from './session-functions.ts';
import { sizeTexts } from './size-text.ts';

/**
 * Functions about what there is, by PostgreSQL's names (its chapter 9.26): clients ask them for
 * names, definitions, comments and rights. Their answers come from whoever runs the statement.
 */
export function catalogFunctions(): ScalarFunction[] {
  return [
    ...catalogSignatures.map(catalogFunction),
    ...sizeTexts(),
    ...sessionFunctions(),
    ...sequenceFunctions(),
  ];
}

function catalogFunction({
  name,
  parameters,
  result,
  docs,
  nulls,
}: CatalogSignature): ScalarFunction {
  return scalarFunction({
    name,
    parameters,
    result: () =>
      result === 'text[]' ? { kind: 'array', element: { kind: 'text' } } : plainType(result),
    docs,
    nulls: nulls === 'strict' ? 'own' : nulls,
    fallible: ['42P01', '42704', '42883', '3F000', '22023'],
    volatility: 'stable',
    evaluate: (args, _types, { session }) => {
      if (nulls === 'strict' && args.includes(null)) return null;
      return session.catalog?.(name, args) ?? null;
    },
  });
}
