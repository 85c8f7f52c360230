import { ownerName, type SystemObjects, systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

/** The number of the user of the session, who is not the owner. */
const userOid = 16_000;

/** Everybody there is: the owner of everything, and who asks. */
export function roleNames({ session }: Pick<SystemObjects, 'session'>): readonly {
  readonly oid: number;
  readonly name: string;
}[] {
  const owner = { oid: systemOids.owner, name: ownerName };
  return session.user === ownerName ? [owner] : [owner, { oid: userOid, name: session.user }];
}

function roleFacts(objects: SystemObjects): readonly Facts[] {
  return roleNames(objects).map(({ oid, name }) => ({
    oid,
    rolname: name,
    rolsuper: true,
    rolinherit: true,
    rolcreaterole: true,
    rolcreatedb: true,
    rolcanlogin: true,
    rolreplication: false,
    rolbypassrls: false,
    rolconnlimit: -1,
    rolpassword: '********',
  }));
}

/** Roles, as everybody may see them. */
export const pgRoles = systemTable('pg_catalog.pg_roles', {
  docs: 'roles: the owner of everything, and the user of this session',
  columns: `rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool,
    rolcanlogin bool, rolreplication bool, rolconnlimit int4, rolpassword text,
    rolvaliduntil timestamptz, rolbypassrls bool, rolconfig text[], oid oid`,
  rows: roleFacts,
});

/** Roles. */
export const pgAuthid = systemTable('pg_catalog.pg_authid', {
  docs: 'roles: the owner of everything, and the user of this session',
  columns: `oid oid, rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool,
    rolcanlogin bool, rolreplication bool, rolbypassrls bool, rolconnlimit int4, rolpassword text,
    rolvaliduntil timestamptz`,
  rows: roleFacts,
});

/** Users. */
export const pgUser = systemTable('pg_catalog.pg_user', {
  docs: 'users: the owner of everything, and the user of this session',
  columns: `usename name, usesysid oid, usecreatedb bool, usesuper bool, userepl bool, usebypassrls bool,
    passwd text, valuntil timestamptz, useconfig text[]`,
  rows: (objects) =>
    roleNames(objects).map(({ oid, name }) => ({
      usename: name,
      usesysid: oid,
      usecreatedb: true,
      usesuper: true,
      userepl: false,
      usebypassrls: false,
      passwd: '********',
    })),
});
