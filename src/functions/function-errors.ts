/** SQLSTATE codes that functions alone raise, by PostgreSQL's condition names (appendix A). */
export const functionState = {
  substringError: '22011',
  invalidArgumentForLogarithm: '2201E',
  invalidArgumentForPowerFunction: '2201F',
  invalidEscapeSequence: '22025',
} as const;
