/** How deep expressions and queries may be nested: the limit of every walk over a tree. */
export const nestingMax = 500;
