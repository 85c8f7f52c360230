/** The version of Millrace, that of package.json. */
export const version = '0.3.0';
