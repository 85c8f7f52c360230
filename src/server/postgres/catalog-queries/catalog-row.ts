/** The values of a row of the catalog: one for each item of the select list. */
export type CatalogRow = readonly (string | null)[];
