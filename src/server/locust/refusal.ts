/** A form that was read and is not carried out, with the sentence for the one who sent it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
