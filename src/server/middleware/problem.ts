/** An answer other than success, with a text that the client may read. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
