import { type SqlType, typeName } from '../data/sql-type.ts';
import { allAggregates } from './aggregates/aggregate-registry.ts';
import { functionSubjects } from './function-registry.ts';
import {
  parameterText,
  type ScalarFunction,
  sampleType,
  type Volatility,
} from './scalar-function.ts';

/** One signature as a list of functions shows it: `\df`, completion, the reference page. */
export type ListedFunction = {
  readonly name: string;
  readonly kind: 'function' | 'operator' | 'cast' | 'aggregate';
  /** The chapter of the reference page. */
  readonly subject: string;
  /** The types of the arguments as `\df` writes them: 'text, integer', 'VARIADIC "any"'. */
  readonly argumentTypes: readonly string[];
  readonly resultType: string;
  readonly volatility: Volatility;
  readonly isStrict: boolean;
  readonly docs: string;
};

/**
 * Every function, operator and aggregate that statements can name, made from the registries.
 * EXTRACT's functions of one field stay out: EXTRACT stands for them.
 */
export function listFunctions(): readonly ListedFunction[] {
  const scalar = functionSubjects.flatMap(({ title, functions }) =>
    functions
      .filter((each) => !each.name.startsWith('extract_'))
      .map((each) => listed(each, title)),
  );
  const aggregates = allAggregates.map((each): ListedFunction => {
    const { name, parameters, form, docs } = each;
    return {
      name,
      kind: 'aggregate',
      subject: 'Aggregates',
      argumentTypes: form === 'star' ? ['*'] : parameters.map(parameterText),
      resultType: resultName(each),
      volatility: 'immutable',
      isStrict: false,
      docs,
    };
  });
  return [...scalar, ...aggregates];
}

function listed(each: ScalarFunction, subject: string): ListedFunction {
  const { name, parameters, variadic, nulls, volatility, docs } = each;
  return {
    name,
    kind: kindOf(name),
    subject,
    argumentTypes: parameters.map((kind, i) => {
      const last = variadic && i === parameters.length - 1;
      return `${last ? 'VARIADIC ' : ''}${parameterText(kind)}`;
    }),
    resultType: resultName(each),
    volatility,
    isStrict: nulls === 'strict',
    docs,
  };
}

function kindOf(name: string): ListedFunction['kind'] {
  if (name === 'cast') return 'cast';
  const isWord = /^[a-z]\w*$/i.test(name) && name !== 'like' && name !== 'ilike';
  return isWord ? 'function' : 'operator';
}

/** Results that follow their argument's type are shown without its parts. */
function resultName({ parameters, result }: Pick<ScalarFunction, 'parameters' | 'result'>): string {
  const types = parameters.map((kind) => sampleType(kind));
  const type = sampleResult(result, types);
  if (type.kind === 'unknown') return 'anyelement';
  if (type.kind === 'numeric') return 'numeric';
  if (type.kind === 'array' && type.element.kind === 'unknown') return 'anyarray';
  if (type.kind === 'struct') return 'anystruct';
  return type.kind === 'map' ? 'anymap' : typeName(type);
}

/** The type of the result for samples of the arguments' types; unknown where it takes more to tell. */
export function sampleResult(result: ScalarFunction['result'], types: readonly SqlType[]): SqlType {
  try {
    return result(types);
  } catch {
    return { kind: 'unknown' };
  }
}
