/** SQLSTATE codes that functions alone raise, by PostgreSQL's condition names (appendix A). */
export const functionState = {
  dataException: '22000',
  nullValueNotAllowed: '22004',
  substringError: '22011',
  characterNotInRepertoire: '22021',
  arraySubscript: '2202E',
  invalidArgumentForLogarithm: '2201E',
  invalidArgumentForPowerFunction: '2201F',
  invalidArgumentForWidthBucket: '2201G',
  invalidRegularExpression: '2201B',
  nonNumericJsonItem: '22036',
  singletonJsonItem: '22038',
  invalidUseOfEscapeCharacter: '2200C',
  invalidEscapeCharacter: '22019',
  invalidEscapeSequence: '22025',
} as const;
