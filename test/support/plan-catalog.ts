import type { RelationDefinition } from '../../src/catalog/definition.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import { parse, parseQuery } from '../../src/parser/parse.ts';
import type { PlanContext, PlannedQuery } from '../../src/planner/api.ts';
import { defineStream } from '../../src/planner/define-stream.ts';
import { defineTable } from '../../src/planner/define-table.ts';
import { defineView } from '../../src/planner/define-view.ts';
import { planQuery } from '../../src/planner/plan-query.ts';

/** Relations in memory, made by statements: what planner tests plan against. The id of each is its name. */
export class PlanCatalog {
  readonly #relations = new Map<string, RelationDefinition>();

  constructor(sql: string) {
    for (const { statement } of parse(sql)) {
      const context = this.context('once');
      switch (statement.kind) {
        case 'createStream':
          this.#add(defineStream(statement, null, context));
          break;
        case 'createTable':
          this.#add(defineTable(statement, context));
          break;
        case 'createView':
          this.#add(defineView(statement, context).view);
          break;
        default:
          throw new Error(`not a definition: ${statement.kind}`);
      }
    }
  }

  get(name: string): RelationDefinition {
    const found = this.#relations.get(name);
    if (found === undefined) throw new Error(`no relation ${name}`);
    return found;
  }

  context(mode: PlanContext['mode'], parameters: readonly Datum[] = []): PlanContext {
    return {
      catalog: {
        find: (parts) => this.#relations.get(parts.at(-1) as string) ?? null,
        names: () => [...this.#relations.keys()],
      },
      parameters,
      mode,
    };
  }

  /** Plans a query; with an EMIT clause it is continuous, else as `mode` says. */
  plan(
    sql: string,
    mode: PlanContext['mode'] = 'once',
    parameters: readonly Datum[] = [],
  ): PlannedQuery {
    const query = parseQuery(sql);
    return planQuery(query, this.context(query.emit === null ? mode : 'continuous', parameters));
  }

  #add(definition: DistributiveOmit<RelationDefinition, 'id'>): void {
    this.#relations.set(definition.name, {
      ...definition,
      id: definition.name,
    } as RelationDefinition);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Some streams and tables of a shop. */
export function shopCatalog(): PlanCatalog {
  return new PlanCatalog(`
    CREATE STREAM orders (
      id BIGINT NOT NULL, customer BIGINT, amount NUMERIC(12,2), item TEXT,
      ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds');
    CREATE STREAM payments (
      order_id BIGINT NOT NULL, paid NUMERIC(12,2), ts TIMESTAMP NOT NULL,
      WATERMARK FOR ts AS ts - INTERVAL '5 seconds');
    CREATE STREAM clicks (page TEXT, customer INTEGER, at TIMESTAMP);
    CREATE TABLE customers (id BIGINT PRIMARY KEY, name TEXT NOT NULL, city TEXT);
    CREATE TABLE notes (body TEXT);
    CREATE VIEW big_orders AS SELECT id, customer, amount, ts FROM orders WHERE amount > 100;
    CREATE MATERIALIZED VIEW per_customer AS
      SELECT customer, count(*) AS n FROM orders GROUP BY customer;
  `);
}

/** The physical plan of a query as EXPLAIN prints it. */
export function physical(sql: string, mode: PlanContext['mode'] = 'once'): string {
  return shopCatalog().plan(sql, mode).explain('physical');
}
