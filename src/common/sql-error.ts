/** Where a piece of SQL text stands: 1-based line and column in code points, length in code points. */
export type Position = {
  readonly line: number;
  readonly column: number;
  readonly length: number;
};

/** What an error says beyond its message. */
export type SqlErrorDetails = {
  /** A whole sentence with the facts behind the message. */
  readonly detail?: string | undefined;
  /** A whole sentence with what to do about it. */
  readonly hint?: string | undefined;
  readonly position?: Position | undefined;
  /** Further errors of the same text: a parser reports all syntax errors together. */
  readonly others?: readonly SqlError[] | undefined;
};

/**
 * An error that is the user's or the world's, never ours: a SQLSTATE of PostgreSQL (appendix A of
 * its manual), a short lower-case message without a full stop, and where it helps a detail, a
 * hint and a place in the statement.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: Position | undefined;
  readonly others: readonly SqlError[];

  constructor(code: string, message: string, details: SqlErrorDetails = {}) {
    super(message);
    this.code = code;
    this.detail = details.detail;
    this.hint = details.hint;
    this.position = details.position;
    this.others = details.others ?? [];
  }
}

/** The SQLSTATE codes that Millrace raises, by PostgreSQL's condition names (appendix A). */
export const sqlState = {
  connectionFailure: '08006',
  featureNotSupported: '0A000',
  cardinalityViolation: '21000',
  stringDataRightTruncation: '22001',
  numericValueOutOfRange: '22003',
  nullValueNotAllowed: '22004',
  invalidDatetimeFormat: '22007',
  datetimeFieldOverflow: '22008',
  divisionByZero: '22012',
  intervalFieldOverflow: '22015',
  invalidRowCountInLimit: '2201W',
  invalidRowCountInOffset: '2201X',
  invalidParameterValue: '22023',
  arraySubscriptError: '2202E',
  invalidTextRepresentation: '22P02',
  badCopyFileFormat: '22P04',
  notNullViolation: '23502',
  uniqueViolation: '23505',
  invalidTransactionState: '25000',
  inFailedTransaction: '25P02',
  dependentObjectsStillExist: '2BP01',
  serializationFailure: '40001',
  syntaxError: '42601',
  duplicateColumn: '42701',
  ambiguousColumn: '42702',
  undefinedColumn: '42703',
  undefinedObject: '42704',
  duplicateObject: '42710',
  duplicateAlias: '42712',
  groupingError: '42803',
  datatypeMismatch: '42804',
  wrongObjectType: '42809',
  cannotCoerce: '42846',
  undefinedFunction: '42883',
  undefinedTable: '42P01',
  duplicateTable: '42P07',
  ambiguousFunction: '42725',
  undefinedParameter: '42P02',
  invalidColumnReference: '42P10',
  invalidTableDefinition: '42P16',
  invalidObjectDefinition: '42P17',
  indeterminateDatatype: '42P18',
  windowingError: '42P20',
  insufficientResources: '53000',
  diskFull: '53100',
  outOfMemory: '53200',
  configurationLimitExceeded: '53400',
  programLimitExceeded: '54000',
  statementTooComplex: '54001',
  objectNotInPrerequisiteState: '55000',
  objectInUse: '55006',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  cannotConnectNow: '57P03',
  ioError: '58030',
  /** Of the log: class ML is our own, as the standard allows for M. */
  sequenceGap: 'ML001',
  producerFenced: 'ML002',
  generationFenced: 'ML003',
  unknownMember: 'ML004',
  offsetOutOfRange: 'ML005',
  transactionEnded: 'ML006',
  undefinedFile: '58P01',
  dataCorrupted: 'XX001',
  internalError: 'XX000',
} as const;
