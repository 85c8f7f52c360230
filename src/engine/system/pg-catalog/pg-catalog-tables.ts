import type { SystemTable } from '../system-table.ts';
import { emptyTables } from './empty-tables.ts';
import {
  pgStatActivity,
  pgStatAllTables,
  pgStatDatabase,
  pgStatUserTables,
} from './pg-activity.ts';
import { pgAttrdef, pgAttribute, pgClass, pgInherits } from './pg-class.ts';
import { pgCollation, pgDatabase, pgNamespace, pgTablespace } from './pg-database.ts';
import { pgDepend, pgDescription, pgRewrite, pgShdescription } from './pg-description.ts';
import { pgAm, pgConstraint, pgIndex } from './pg-index.ts';
import { pgIndexes, pgMatviews, pgTables, pgViews } from './pg-lists.ts';
import { pgCast, pgOperator } from './pg-operator.ts';
import { pgAggregate, pgLanguage, pgProc } from './pg-proc.ts';
import { pgAuthid, pgRoles, pgUser } from './pg-roles.ts';
import { pgSequence, pgSequences } from './pg-sequences.ts';
import { pgSettings } from './pg-settings.ts';
import { pgEnum, pgRange, pgType } from './pg-type.ts';

/** The relations of schema pg_catalog. */
export const pgCatalogTables: readonly SystemTable[] = [
  pgClass,
  pgAttribute,
  pgAttrdef,
  pgInherits,
  pgType,
  pgEnum,
  pgRange,
  pgDatabase,
  pgNamespace,
  pgTablespace,
  pgCollation,
  pgRoles,
  pgAuthid,
  pgUser,
  pgIndex,
  pgConstraint,
  pgAm,
  pgProc,
  pgAggregate,
  pgLanguage,
  pgOperator,
  pgCast,
  pgDescription,
  pgShdescription,
  pgDepend,
  pgRewrite,
  pgTables,
  pgViews,
  pgMatviews,
  pgIndexes,
  pgSettings,
  pgStatActivity,
  pgStatUserTables,
  pgStatAllTables,
  pgStatDatabase,
  ...emptyTables,
  pgSequence,
  pgSequences,
];
